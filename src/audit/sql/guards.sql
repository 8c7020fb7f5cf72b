-- The audit log grows and never changes. Rights keep the server's login out; these triggers also stop the owner.
CREATE OR REPLACE FUNCTION public.audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- A record says when and in which transaction it was written; whoever may set these columns could still only lie.
-- The server's login may not set them, so its records need no look; the condition is here and not in the trigger's WHEN,
-- which PostgreSQL would compile anew for every statement.
CREATE OR REPLACE FUNCTION public.audit_refuse_back_dating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = public.audit_app_role() THEN RETURN NEW; END IF;
  IF NEW."source" <> 'DATABASE' AND session_user <> public.audit_app_role() THEN
    RAISE EXCEPTION 'only the server records what its users do' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Ten seconds: a record waits that long at most between its default values and this trigger.
  IF NEW."recordedAt" NOT BETWEEN clock_timestamp() - interval '10 seconds' AND clock_timestamp() + interval '10 seconds'
    OR NEW."id" < public.audit_id_floor(clock_timestamp() - interval '10 seconds')
    OR NEW."id" > public.audit_id_floor(clock_timestamp() + interval '10 seconds')
    OR NEW."txId" <> pg_current_xact_id()
  THEN
    RAISE EXCEPTION 'a record is written when it happens: id, recordedAt and txId are set by the database'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON public.audit_log
  FOR EACH ROW EXECUTE FUNCTION public.audit_refuse_change();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change();
CREATE OR REPLACE TRIGGER audit_no_back_dating BEFORE INSERT ON public.audit_log
  FOR EACH ROW EXECUTE FUNCTION public.audit_refuse_back_dating();

-- ALWAYS: session_replication_role = replica switches ordinary triggers off. A partition can be reached by its own
-- name, where the parent's statement triggers do not fire: it gets them too, now and whenever one is made.
CREATE OR REPLACE FUNCTION public.audit_guard_partitions() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  part regclass;
  guard name;
BEGIN
  FOR part IN SELECT 'public.audit_log'::regclass UNION ALL SELECT inhrelid FROM pg_inherits WHERE inhparent = 'public.audit_log'::regclass LOOP
    IF part <> 'public.audit_log'::regclass THEN
      EXECUTE format('CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change()', part);
    END IF;
    FOR guard IN SELECT tgname FROM pg_trigger WHERE tgrelid = part AND tgname LIKE 'audit\_no\_%' AND tgenabled <> 'A' LOOP
      EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', part, guard);
    END LOOP;
  END LOOP;
END $$;

-- Makes the partition of this month and of the months ahead. Runs as the owner, so that the server may call it.
CREATE OR REPLACE FUNCTION public.audit_make_partitions(ahead int DEFAULT 3) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  month timestamptz := date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
  made int := 0;
  name text;
BEGIN
  -- One maker at a time: two would collide on the name and fail the loser's start.
  PERFORM pg_advisory_xact_lock(7203114554);
  FOR i IN 0..least(greatest(ahead, 0), 24) LOOP
    name := 'audit_log_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
    IF to_regclass('public.' || name) IS NULL THEN
      BEGIN
        EXECUTE format('CREATE TABLE %I PARTITION OF audit_log FOR VALUES FROM (%L) TO (%L)', name,
          audit_id_floor(month), audit_id_floor(month + interval '1 month'));
        made := made + 1;
      EXCEPTION WHEN check_violation THEN
        -- The default partition holds records of this month already; it goes on holding them.
        RAISE WARNING 'the partition % cannot be made: its records are in audit_log_default', name;
      END;
    END IF;
    month := month + interval '1 month';
  END LOOP;
  IF made > 0 THEN PERFORM public.audit_guard_partitions(); END IF;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION public.audit_make_partitions(int) FROM PUBLIC;
