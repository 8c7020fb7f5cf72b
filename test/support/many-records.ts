import type { TestDatabase } from './database.js';

/**
 * Fills the log of a scratch database with a clinic's months: 40 users, 3,000 patients, mostly views, few refusals.
 * Only its owner can do that, by switching off the guard that refuses records of another time.
 */
export async function manyRecords(db: TestDatabase, count: number, { days = 80 } = {}): Promise<void> {
  await db.query('ALTER TABLE audit_log DISABLE TRIGGER audit_no_back_dating');
  await db.query(`
    DO $$
    DECLARE month timestamptz := date_trunc('month', now() - interval '${days} days', 'UTC');
    BEGIN
      WHILE month < date_trunc('month', now(), 'UTC') LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF audit_log FOR VALUES FROM (%L) TO (%L)',
          'audit_log_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM'),
          audit_id_floor(month), audit_id_floor(month + interval '1 month'));
        month := month + interval '1 month';
      END LOOP;
    END $$`);
  await db.query(
    `INSERT INTO audit_log (id, "recordedAt", action, event, outcome, source, "actorType", "actorId", "actorEmail",
       "actorName", "actorRoles", "entityType", "entityId", "entityLabel", "patientIds", before, after, "changedFields",
       details, "requestId", "sessionId", ip, method, route, path)
     SELECT
       overlay(audit_id_floor(moment)::text placing right(md5(n::text), 12) from 25)::uuid, moment,
       CASE kind WHEN 0 THEN 'UPDATE' WHEN 1 THEN 'CREATION' WHEN 2 THEN CASE WHEN n % 40 = 2 THEN 'DELETION' ELSE 'VIEW' END
         ELSE 'VIEW' END::"AuditAction",
       model || '.' || CASE kind WHEN 0 THEN 'updated' WHEN 1 THEN 'created' WHEN 2 THEN 'listed' ELSE 'viewed' END,
       CASE WHEN n % 97 = 0 THEN 'DENIED' WHEN n % 89 = 0 THEN 'FAILURE' ELSE 'SUCCESS' END::"AuditOutcome",
       CASE WHEN n % 1009 = 0 THEN 'DATABASE' WHEN n % 503 = 0 THEN 'JOB' ELSE 'HTTP' END::"AuditSource",
       'USER', 'user-' || actor, 'user' || actor || '@clinic.example', 'User ' || actor,
       ARRAY[CASE WHEN actor < 2 THEN 'ADMIN' WHEN actor < 15 THEN 'DOCTOR' ELSE 'NURSE' END],
       initcap(model), 'id-' || patient, 'Person ' || md5(patient::text),
       ARRAY[overlay('00000000-0000-7000-8000-000000000000' placing lpad(patient::text, 12, '0') from 25)::uuid],
       CASE WHEN kind = 0 THEN jsonb_build_object('status', 'old ' || n % 700, 'room', n % 11) END,
       CASE WHEN kind IN (0, 1) THEN jsonb_build_object('status', 'new ' || n % 700, 'room', n % 11) END,
       CASE WHEN kind = 0 THEN ARRAY[CASE WHEN n % 300 = 0 THEN 'room' ELSE 'status' END] ELSE '{}' END,
       CASE WHEN n % 4 = 0 THEN jsonb_build_object('query', jsonb_build_object('search', md5((n % 5000)::text))) END,
       'request-' || n / 2, 'session-' || n / 200, ('10.0.' || n % 7 || '.' || n % 251)::inet, 'GET',
       '/api/' || model || 's/:id', '/api/' || model || 's/id-' || patient
     FROM (
       SELECT n, abs(hashint4(n) % 10) AS kind, abs(hashint4(n + 1) % 40) AS actor, abs(hashint4(n + 2) % 3000) AS patient,
         (ARRAY['patient', 'appointment', 'vitals', 'invoice', 'prescription'])[1 + abs(hashint4(n + 3) % 5)] AS model,
         now() - interval '${days} days' * (1 - n::float8 / $1::int) - interval '1 minute' AS moment
       FROM generate_series(1, $1::int) n
     ) AS generated`,
    [count],
  );
  await db.query('ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_no_back_dating');
  await db.query('VACUUM ANALYZE audit_log');
}
