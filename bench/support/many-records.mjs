import pg from 'pg';

/**
 * Fills the log with `count` records of the last `months` months, the same ones for the same count: a clinic of 200 people
 * and 20,000 patients that mostly looks, sometimes changes, rarely deletes and now and then is refused. Needs a superuser:
 * the guard against back-dating is switched off for the time of the filling.
 */
export async function fillLog(adminUrl, count, { months = 12, progress = () => undefined } = {}) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`SET maintenance_work_mem = '1GB'; SET synchronous_commit = off; SET work_mem = '256MB'`);
    await client.query('ALTER TABLE audit_log DISABLE TRIGGER USER');
    await makePastPartitions(client, months);
    const indexes = await dropIndexes(client);
    const step = 250_000;
    for (let from = 0; from < count; from += step) {
      await insert(client, from, Math.min(step, count - from), count, months);
      progress(`${Math.min(from + step, count)} of ${count} records`);
    }
    for (const definition of indexes) {
      await client.query(definition);
      progress(definition.slice(0, 100));
    }
    await client.query('ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_no_change');
    await client.query('ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_no_truncate');
    await client.query('ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_no_back_dating');
    await client.query('SELECT audit_guard_partitions()');
    await client.query('VACUUM ANALYZE audit_log');
  } finally {
    await client.end();
  }
}

async function makePastPartitions(client, months) {
  await client.query(
    `DO $$
     DECLARE month timestamptz := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
     BEGIN
       FOR back IN 1..${months} LOOP
         EXECUTE format('CREATE TABLE %I PARTITION OF audit_log FOR VALUES FROM (%L) TO (%L)',
           'audit_log_' || to_char((month - back * interval '1 month') AT TIME ZONE 'UTC', 'YYYY_MM'),
           audit_id_floor(month - back * interval '1 month'), audit_id_floor(month - (back - 1) * interval '1 month'));
       END LOOP;
     END $$`,
  );
}

async function dropIndexes(client) {
  const { rows } = await client.query(
    `SELECT pg_get_indexdef(indexrelid) AS definition, indexrelid::regclass::text AS name FROM pg_index
     WHERE indrelid = 'audit_log'::regclass AND NOT indisprimary`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '));
}

async function insert(client, from, rows, count, months) {
  await client.query(`SELECT setseed(${((from / 250_000) % 1_000) / 1_000})`);
  await client.query(
    `INSERT INTO audit_log (id, "recordedAt", action, event, outcome, source, "actorType", "actorId", "actorEmail", "actorName",
       "actorRoles", "entityType", "entityId", "entityLabel", "patientIds", before, after, "changedFields", details, reason,
       "requestId", "sessionId", ip, "userAgent", method, route, path, "statusCode", "txId")
     SELECT
       overlay(audit_id_floor(at)::text PLACING '-7' || substr(md5(n::text || 'id'), 1, 3) || '-8' || substr(md5(n::text), 1, 3)
         || '-' || substr(md5(n::text || 'tail'), 1, 12) FROM 14)::uuid,
       at, action::"AuditAction", event,
       (CASE WHEN luck < 0.004 THEN 'DENIED' WHEN luck < 0.01 THEN 'FAILURE' ELSE 'SUCCESS' END)::"AuditOutcome",
       (CASE WHEN luck > 0.9995 THEN 'DATABASE' WHEN luck > 0.998 THEN 'JOB' ELSE 'HTTP' END)::"AuditSource", 'USER',
       md5('actor' || actor)::uuid::text, 'person' || actor || '@clinic.example', 'Person ' || actor,
       ARRAY[(ARRAY['ADMIN','AUDITOR','DOCTOR','DOCTOR','DOCTOR','NURSE','NURSE','RECEPTIONIST','PHARMACIST','BILLING'])[1 + actor % 10]],
       entity, md5('patient' || patient)::uuid::text, 'Paciente ' || (ARRAY['Ana','João','Mei','Ravi','Zoë','Lúcia'])[1 + patient % 6] || ' ' || patient,
       ARRAY[md5('patient' || patient)::uuid],
       CASE WHEN action IN ('UPDATE', 'DELETION') THEN jsonb_build_object('id', patient, 'phone', 'p' || n, 'address', 'Rua ' || patient) END,
       CASE WHEN action IN ('UPDATE', 'CREATION') THEN jsonb_build_object('id', patient, 'phone', 'p' || n + 1, 'address', 'Rua ' || patient) END,
       CASE WHEN action = 'UPDATE' THEN ARRAY['phone'] ELSE '{}'::text[] END,
       CASE WHEN luck < 0.01 THEN jsonb_build_object('reason', 'role-required') WHEN luck > 0.97 THEN jsonb_build_object('search', 'souza ' || patient) END,
       CASE WHEN luck BETWEEN 0.5 AND 0.505 THEN 'Emergency admission' END,
       'req-' || n / 2, 'ses-' || n / 40, ('10.' || actor % 4 || '.' || actor || '.' || (n % 250)::text)::inet, 'Mozilla/5.0 (clinic)',
       CASE action WHEN 'VIEW' THEN 'GET' WHEN 'CREATION' THEN 'POST' WHEN 'UPDATE' THEN 'PATCH' ELSE 'DELETE' END,
       '/api/patients/:id', '/api/patients/' || md5('patient' || patient)::uuid, CASE WHEN luck < 0.01 THEN 403 ELSE 200 END, '3'::xid8
     FROM (
       SELECT n, random() AS luck, date_trunc('month', now()) - interval '${months - 1} months'
           + (now() - interval '1 hour' - date_trunc('month', now()) + interval '${months - 1} months') * (n::float8 / ${count}) AS at,
         (power(random(), 2) * 200)::int AS actor, (power(random(), 2) * 20000)::int AS patient,
         CASE WHEN dice < 0.78 THEN 'VIEW' WHEN dice < 0.92 THEN 'UPDATE' WHEN dice < 0.995 THEN 'CREATION' ELSE 'DELETION' END AS action,
         CASE WHEN dice < 0.5 THEN 'patient.viewed' WHEN dice < 0.7 THEN 'vitals.viewed' WHEN dice < 0.78 THEN 'patient.listed'
           WHEN dice < 0.9 THEN 'patient.updated' WHEN dice < 0.92 THEN 'appointment.rescheduled' WHEN dice < 0.96 THEN 'appointment.booked'
           WHEN dice < 0.99 THEN 'vitals.recorded' WHEN dice < 0.995 THEN 'patient.created' ELSE 'patient.deleted' END AS event,
         CASE WHEN dice BETWEEN 0.5 AND 0.7 OR dice BETWEEN 0.96 AND 0.99 THEN 'Vitals' WHEN dice BETWEEN 0.9 AND 0.96 THEN 'Appointment' ELSE 'Patient' END AS entity
       FROM (SELECT n, random() AS dice FROM generate_series($1::int, $1::int + $2::int - 1) n) AS rolled
     ) AS made`,
    [from, rows],
  );
}
