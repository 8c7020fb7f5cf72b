-- Writes one audit log row for every row that a statement changes, inside that statement's own transaction.
--
-- The arguments are the model's policy, in columns of the table (see capture/triggers.ts):
--   0 model   1 key columns   2 label columns   3 patient column   4 omitted   5 redacted   6 bookkeeping
--   7 the column that, once set, means "deleted"   8 column → field, where the two names differ
--   9 columns that refer to other entities   10 the models of these   11 the columns that are compared, in order
--
-- The scope of the request arrives as the transaction-local setting audit.scope. Only what the server's own login
-- presents is believed: anyone else who can change a row can also set a variable.
--
-- This runs for every row that anyone writes: plain expressions and no queries, and nothing is worked out that the model
-- at hand does not need. A query costs as much as twenty expressions, and so does PERFORM, hence the assignments to "done".
CREATE OR REPLACE FUNCTION public.audit_capture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  claim text := nullif(current_setting('audit.scope', true), '');
  trusted boolean := claim IS NOT NULL AND session_user = public.audit_app_role();
  scope jsonb;
  old_row jsonb;
  new_row jsonb;
  current_row jsonb;
  known text[];
  changed text[] := '{}';
  patients uuid[] := '{}';
  act text;
  details jsonb;
  names jsonb;
  entity_id text;
  entity_label text;
  column_name text;
  part text;
  done text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    act := 'CREATION';
    new_row := to_jsonb(NEW);
  ELSIF TG_OP = 'DELETE' THEN
    act := 'DELETION';
    old_row := to_jsonb(OLD);
  ELSE
    act := 'UPDATE';
    old_row := to_jsonb(OLD);
    new_row := to_jsonb(NEW);
    FOREACH column_name IN ARRAY TG_ARGV[11]::text[] LOOP
      IF new_row -> column_name IS DISTINCT FROM old_row -> column_name THEN changed := changed || column_name; END IF;
    END LOOP;
    -- The rest is what is omitted and what came to the table after the trigger. An omitted column is never named; that
    -- somebody changed it is recorded all the same.
    known := TG_ARGV[11]::text[] || TG_ARGV[6]::text[];
    IF new_row - known <> old_row - known THEN
      changed := changed || ARRAY(
        SELECT field FROM jsonb_object_keys(new_row - known - TG_ARGV[4]::text[]) AS field
        WHERE new_row -> field IS DISTINCT FROM old_row -> field ORDER BY field);
    ELSIF changed = '{}' THEN
      RETURN NULL;
    END IF;
    IF TG_ARGV[7] <> '' AND old_row ->> TG_ARGV[7] IS NULL AND new_row ->> TG_ARGV[7] IS NOT NULL THEN
      act := 'DELETION';
    END IF;
  END IF;
  IF TG_ARGV[4] <> '{}' THEN
    old_row := old_row - TG_ARGV[4]::text[];
    new_row := new_row - TG_ARGV[4]::text[];
  END IF;
  current_row := coalesce(new_row, old_row);

  IF TG_ARGV[3] <> '' THEN
    -- A row that moves from one patient to another is a fact about both.
    patients := ARRAY[(current_row ->> TG_ARGV[3])::uuid];
    IF TG_OP = 'UPDATE' AND old_row ->> TG_ARGV[3] IS DISTINCT FROM new_row ->> TG_ARGV[3] THEN
      patients := patients || (old_row ->> TG_ARGV[3])::uuid;
    END IF;
    patients := array_remove(patients, NULL);
  END IF;

  FOREACH column_name IN ARRAY TG_ARGV[1]::text[] LOOP
    entity_id := CASE WHEN entity_id IS NULL THEN '' ELSE entity_id || ':' END || coalesce(current_row ->> column_name, '');
  END LOOP;
  IF TG_ARGV[9] <> '{}' THEN names := public.audit_names(TG_ARGV[9]::text[], TG_ARGV[10]::text[], old_row, new_row); END IF;
  FOREACH column_name IN ARRAY TG_ARGV[2]::text[] LOOP
    part := CASE WHEN column_name = ANY (TG_ARGV[9]::text[]) THEN names -> 'names' ->> (current_row ->> column_name) END;
    entity_label := CASE WHEN part IS NULL THEN concat_ws(' ', entity_label, current_row ->> column_name)
      ELSE concat_ws(', ', entity_label, part) END;
  END LOOP;
  FOREACH column_name IN ARRAY TG_ARGV[5]::text[] LOOP
    IF old_row ->> column_name IS NOT NULL THEN old_row := jsonb_set(old_row, ARRAY[column_name], '"[redacted]"'); END IF;
    IF new_row ->> column_name IS NOT NULL THEN new_row := jsonb_set(new_row, ARRAY[column_name], '"[redacted]"'); END IF;
  END LOOP;

  IF TG_ARGV[8] <> '{}' THEN
    old_row := public.audit_rename(old_row, TG_ARGV[8]::jsonb);
    new_row := public.audit_rename(new_row, TG_ARGV[8]::jsonb);
    SELECT coalesce(array_agg(coalesce(TG_ARGV[8]::jsonb ->> field, field)), '{}') INTO changed FROM unnest(changed) AS field;
  END IF;

  IF trusted THEN
    -- What is no JSON stops the write here: a record without its actor would be worse than no change.
    scope := claim::jsonb;
    done := public.audit_refuse_late((scope ->> 'deadline')::float8);
    details := scope -> 'details';
  ELSE
    details := jsonb_strip_nulls(jsonb_build_object(
      'databaseUser', session_user,
      'applicationName', nullif(current_setting('application_name'), ''),
      'claimedScope', claim
    ));
    scope := jsonb_build_object(
      'source', 'DATABASE', 'actorType', 'DATABASE', 'actorName', session_user, 'ip', host(inet_client_addr()),
      'event', public.audit_kebab(TG_ARGV[0]) || CASE act WHEN 'CREATION' THEN '.created' WHEN 'UPDATE' THEN '.updated' ELSE '.deleted' END
    );
  END IF;

  IF names IS NOT NULL THEN details := coalesce(details, '{}') || names; END IF;

  INSERT INTO public.audit_log (
    "action", "event", "outcome", "source", "actorType", "actorId", "actorEmail", "actorName", "actorRoles",
    "entityType", "entityId", "entityLabel", "patientIds", "before", "after", "changedFields", "details",
    "reason", "purposeOfUse", "requestId", "sessionId", "ip", "userAgent", "method", "route", "path"
  ) VALUES (
    act::public."AuditAction", scope ->> 'event', 'SUCCESS', (scope ->> 'source')::public."AuditSource",
    (scope ->> 'actorType')::public."AuditActorType", scope ->> 'actorId', scope ->> 'actorEmail', scope ->> 'actorName',
    coalesce((scope ->> 'actorRoles')::text[], '{}'), TG_ARGV[0], entity_id, entity_label, patients, old_row, new_row, changed, details,
    scope ->> 'reason', scope ->> 'purposeOfUse', scope ->> 'requestId', scope ->> 'sessionId', (scope ->> 'ip')::inet,
    scope ->> 'userAgent', scope ->> 'method', scope ->> 'route', scope ->> 'path'
  );

  -- The server reads this number in the same round trip and knows whether its act left a record.
  done := set_config('audit.records', (coalesce(nullif(current_setting('audit.records', true), ''), '0')::int + 1)::text, true);
  RETURN NULL;
END $$;

-- A write may reach a database that was frozen long after its caller was told that it did not happen.
CREATE OR REPLACE FUNCTION public.audit_refuse_late(deadline float8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF extract(epoch FROM clock_timestamp()) > deadline THEN
    RAISE EXCEPTION 'too late' USING ERRCODE = 'query_canceled', HINT = 'Whoever asked for this was told already that it failed.';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION public.audit_rename(state jsonb, fields jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_object_agg(coalesce(fields ->> key, key), value) FROM jsonb_each(state)
$$;

-- The labels of the entities that a row refers to, as they are at this moment: {"names": {id: label}}, or NULL.
DROP FUNCTION IF EXISTS public.audit_names(jsonb, jsonb, jsonb);
CREATE OR REPLACE FUNCTION public.audit_names(referring text[], entities text[], old_row jsonb, new_row jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  id text;
  found text;
  names jsonb := '{}';
BEGIN
  FOR i IN 1..cardinality(referring) LOOP
    FOREACH id IN ARRAY ARRAY[old_row ->> referring[i], new_row ->> referring[i]] LOOP
      CONTINUE WHEN id IS NULL OR names ? id;
      -- Made from the policy: see nameFunction in capture/triggers.ts.
      found := public.audit_name_of(entities[i], id);
      IF found <> '' THEN names := names || jsonb_build_object(id, found); END IF;
    END LOOP;
  END LOOP;
  RETURN CASE WHEN names <> '{}' THEN jsonb_build_object('names', names) END;
END $$;

-- MedicineBatch → medicine-batch
CREATE OR REPLACE FUNCTION public.audit_kebab(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT lower(regexp_replace(name, '([a-z0-9])([A-Z])', '\1-\2', 'g'))
$$;

-- TRUNCATE fires no row trigger, so nothing could be recorded of it.
CREATE OR REPLACE FUNCTION public.audit_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'TRUNCATE of % is refused: it would leave no record of the deleted rows', TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege', HINT = 'Use DELETE: every deleted row gets its record.';
END $$;
