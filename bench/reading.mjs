// How fast the log is read at five million records: npm run bench:reading. RECORDS=… for another size.
import { readFileSync, writeFileSync } from 'node:fs';
import { fillLog } from './support/many-records.mjs';
import { report, table } from './support/report.mjs';
import { addUser, query, signIn, startPostgres, startServer } from './support/servers.mjs';

const RECORDS = Number(process.env.RECORDS ?? 5_000_000);
const REPEAT = Number(process.env.REPEAT ?? 40);

const postgres = await startPostgres({ shared_buffers: '2GB', effective_cache_size: '8GB' });
let server;
try {
  const database = await postgres.createDatabase('reading', { audited: true });
  const began = performance.now();
  await fillLog(database.adminUrl, RECORDS, { progress: (text) => process.stderr.write(`${text}\n`) });
  const filled = Math.round((performance.now() - began) / 1_000);
  await addUser(database.adminUrl, 'AUDITOR');
  server = await startServer(database.appUrl, { audited: true, asStarted: true });
  const headers = await signIn(server.url, 'AUDITOR');
  const [{ size }] = await query(
    database.adminUrl,
    `SELECT pg_size_pretty(sum(pg_total_relation_size(inhrelid))) AS size FROM pg_inherits WHERE inhparent = 'audit_log'::regclass`,
  );
  const rows = [];
  for (const [name, search] of Object.entries(await searches(database.adminUrl)))
    rows.push(await measure(name, search, headers));
  const exporting = await exportOf(database.adminUrl, headers);
  const note = `${RECORDS.toLocaleString('en')} records, ${size} with indexes, filled in ${filled} s. Over HTTP, one after the other, each answer recorded before it leaves.`;
  await report(
    'Reading the log',
    `RECORDS=${RECORDS} npm run bench:reading`,
    `${note}\n\n${table(['question', 'p50 ms', 'p95 ms', 'found'], rows)}\n\n${exporting}`,
  );
} finally {
  await server?.stop();
  await postgres.stop();
}

async function measure(name, search, headers) {
  const times = [];
  const asked = performance.now();
  let waited = 0;
  let found = '';
  for (let turn = 0; turn < REPEAT + 3; turn++) {
    const path = typeof search === 'function' ? search(turn) : search;
    const began = performance.now();
    const response = await fetch(server.url + path, { headers });
    const body = await response.json();
    // The first to ask may be told to come back: the days are counted meanwhile.
    if (body.code === 'statistics-in-preparation') {
      await new Promise((ok) => setTimeout(ok, 1_000));
      waited = (performance.now() - asked) / 1_000;
      turn--;
      continue;
    }
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(body)}`);
    if (turn >= 3) times.push(performance.now() - began);
    if (waited > 0) found = `the first answer after ${Math.round(waited)} s`;
    else found = body.items ? `${body.items.length} of ${body.totalIsExact ? '' : '≈ '}${body.total}` : '';
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  return [name, at(0.5), at(0.95), found];
}

/** About a million records as one file, and what the server takes for it. */
async function exportOf(adminUrl, headers) {
  const [{ from }] = await query(
    adminUrl,
    'SELECT "recordedAt"::text AS from FROM audit_log ORDER BY id DESC OFFSET $1 LIMIT 1',
    [Math.min(RECORDS, 1_000_000) - 1],
  );
  const memory = (what) =>
    Math.round(
      Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024,
    );
  const before = memory('VmRSS');
  // From here on the highest counts anew.
  writeFileSync(`/proc/${server.pid}/clear_refs`, '5');
  const began = performance.now();
  const response = await fetch(
    `${server.url}/api/audit-logs/export?format=ndjson&from=${encodeURIComponent(new Date(from).toISOString())}`,
    { headers },
  );
  let [rows, bytes] = [0, 0];
  for await (const chunk of response.body) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++;
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  return (
    `Export of ${rows.toLocaleString('en')} records as NDJSON: ${seconds} s, ${Math.round(bytes / 1_000_000)} MB; ` +
    `the server's resident memory was ${before} MB before and ${memory('VmHWM')} MB at most.`
  );
}

/** Every filter alone, typical pairs, first and far pages, text, statistics. */
async function searches(adminUrl) {
  const sample = await query(
    adminUrl,
    `SELECT "actorId", "actorEmail", "entityId", "patientIds"[1] AS patient, host(ip) AS ip, "requestId", "sessionId", after ->> 'phone' AS phone
     FROM audit_log WHERE action = 'UPDATE' AND "patientIds" <> '{}' AND after ? 'phone' AND "recordedAt" > now() - interval '20 days' ORDER BY id DESC LIMIT 200`,
  );
  const one = (turn) => sample[(turn * 7) % sample.length];
  const logs = (filter) => `/api/audit-logs?${filter}`;
  const from = new Date(Date.now() - 30 * 86_400_000).toISOString();
  return {
    'newest page': logs('limit=50'),
    'page 1,000': logs('limit=50&page=1000'),
    actorId: (turn) => logs(`actorId=${one(turn).actorId}`),
    actorEmail: (turn) => logs(`actorEmail=${one(turn).actorEmail}`),
    role: logs('role=BILLING'),
    'action=DELETION': logs('action=DELETION'),
    'event=rescheduled': logs('event=rescheduled'),
    'outcome=DENIED': logs('outcome=DENIED'),
    'source=DATABASE': logs('source=DATABASE'),
    'entityType=Vitals': logs('entityType=Vitals'),
    entityId: (turn) => logs(`entityType=Patient&entityId=${one(turn).entityId}`),
    patientId: (turn) => logs(`patientId=${one(turn).patient}`),
    changedField: logs('changedField=phone'),
    'oldValue and newValue': (turn) =>
      logs(`changedField=phone&newValue=${one(turn).phone}&from=${encodeURIComponent(new Date(from).toISOString())}`),
    ip: (turn) => logs(`ip=${one(turn).ip}`),
    requestId: (turn) => logs(`requestId=${one(turn).requestId}`),
    sessionId: (turn) => logs(`sessionId=${one(turn).sessionId}`),
    'from … to': logs(`from=${from}`),
    'q=souza': logs('q=souza'),
    'q=lucia 19': logs('q=lucia%2019'),
    'patient and action': (turn) => logs(`patientId=${one(turn).patient}&action=UPDATE`),
    'actor and days': (turn) =>
      logs(`actorId=${one(turn).actorId}&from=${encodeURIComponent(new Date(from).toISOString())}`),
    'actor and outcome': (turn) => logs(`actorId=${one(turn).actorId}&outcome=DENIED`),
    'role and event': logs('role=NURSE&event=vitals'),
    'not an event': logs('event=!viewed'),
    'statistics, 30 days': '/api/audit-logs/stats',
  };
}
