-- Counts the records of a period by everything that statistics show. Patients are many: whoever counts small periods
-- leaves them out.
CREATE OR REPLACE FUNCTION public.audit_count(since timestamptz, until timestamptz, with_patients boolean)
RETURNS TABLE (dimension text, bucket timestamptz, key text, count bigint) LANGUAGE sql STABLE AS $$
  WITH records AS MATERIALIZED (
    SELECT date_trunc('hour', "recordedAt", 'UTC') AS hour, action, event, outcome, "entityType", "actorId", "actorRoles"
    FROM public.audit_log
    WHERE id >= public.audit_id_floor(greatest(since - interval '10 seconds', 'epoch'))
      AND id < public.audit_id_floor(greatest(until + interval '10 seconds', 'epoch'))
      AND "recordedAt" >= since AND "recordedAt" < until
  ), grouped AS MATERIALIZED (
    SELECT hour, action, event, outcome, "entityType", "actorId", "actorRoles", count(*) AS count
    FROM records GROUP BY hour, action, event, outcome, "entityType", "actorId", "actorRoles"
  )
  SELECT told.dimension, hour, told.key, sum(grouped.count)::bigint
  FROM grouped CROSS JOIN LATERAL (VALUES
    ('total', ''), ('action', action::text), ('event', event), ('outcome', outcome::text),
    ('entityType', "entityType"), ('actor', "actorId")) AS told (dimension, key)
  WHERE told.key IS NOT NULL
  GROUP BY told.dimension, hour, told.key
  UNION ALL
  SELECT 'role', hour, role, sum(grouped.count)::bigint FROM grouped CROSS JOIN unnest("actorRoles") AS role GROUP BY hour, role
  UNION ALL
  SELECT 'patient', since, patient::text, count(*)
  FROM public.audit_log CROSS JOIN unnest("patientIds") AS patient
  WHERE with_patients
    AND id >= public.audit_id_floor(greatest(since - interval '10 seconds', 'epoch'))
    AND id < public.audit_id_floor(greatest(until + interval '10 seconds', 'epoch'))
    AND "recordedAt" >= since AND "recordedAt" < until
  GROUP BY patient
$$;

-- Counts the hours of one day, by UTC, that are over and not yet counted; when the day is over, also the day. Returns
-- whether everything that is over is counted. Runs as the owner: nobody else writes the counts.
CREATE OR REPLACE FUNCTION public.audit_roll_up(day timestamptz) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  first_hour CONSTANT timestamptz := date_trunc('day', day, 'UTC');
  until CONSTANT timestamptz := least(first_hour + interval '1 day', date_trunc('hour', clock_timestamp() - interval '1 minute', 'UTC'));
  since timestamptz;
BEGIN
  -- One at a time: a second one would count the same hours again.
  PERFORM pg_advisory_xact_lock(7203114553);
  SELECT coalesce(max(bucket) + interval '1 hour', first_hour) INTO since FROM audit_rollup
  WHERE span = 'hour' AND dimension = 'total' AND bucket >= first_hour AND bucket < first_hour + interval '1 day';
  IF since >= until AND (until < first_hour + interval '1 day' OR EXISTS (
    SELECT FROM audit_rollup WHERE span = 'day' AND dimension = 'total' AND bucket = first_hour)) THEN RETURN true; END IF;

  -- A record may lie in a transaction that is still open. Whoever wrote one before now has a smaller transaction id
  -- than this transaction gets here; when none of those is running any more, nothing of these hours can still appear.
  FOR attempt IN 1..50 LOOP
    EXIT WHEN public.audit_settled_until() >= pg_current_xact_id();
    IF attempt = 50 THEN RETURN false; END IF;
    PERFORM pg_sleep(0.01);
  END LOOP;

  IF since < until THEN
    INSERT INTO audit_rollup (span, dimension, bucket, key, count)
    SELECT 'hour', c.dimension, c.bucket, c.key, c.count FROM audit_count(since, until, false) AS c;
    -- An hour without records is counted too.
    INSERT INTO audit_rollup (span, dimension, bucket, key, count)
    SELECT 'hour', 'total', hour, '', 0 FROM generate_series(since, until - interval '1 hour', interval '1 hour') AS hour
    ON CONFLICT DO NOTHING;
  END IF;
  IF until = first_hour + interval '1 day' THEN
    INSERT INTO audit_rollup (span, dimension, bucket, key, count)
    SELECT 'day', r.dimension, first_hour, r.key, sum(r.count) FROM audit_rollup r
    WHERE r.span = 'hour' AND r.dimension IN ('total', 'action', 'event', 'outcome', 'entityType', 'actor', 'role')
      AND r.bucket >= first_hour AND r.bucket < until
    GROUP BY r.dimension, r.key
    UNION ALL
    SELECT 'day', c.dimension, first_hour, c.key, c.count FROM audit_count(first_hour, until, true) AS c WHERE c.dimension = 'patient';
  END IF;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION public.audit_roll_up(timestamptz) FROM PUBLIC;
