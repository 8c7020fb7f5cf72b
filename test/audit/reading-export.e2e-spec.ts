import { createHash, randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aRecord } from '../support/log-rows.js';

const app = useApp({ REQUEST_TIMEOUT_MS: '1500' }, { logIsBrokenBecause: 'its records are made by hand' });
const auditor = app.as('AUDITOR');

const COUNT = 30_000;
beforeAll(async () => {
  await app.db.queryAsServer(
    `INSERT INTO audit_log (action, event, outcome, source, "actorType", "entityType", "entityLabel")
     SELECT 'VIEW', 'crowd.seen', 'SUCCESS', 'JOB', 'SYSTEM', 'Crowd', 'Person ' || n FROM generate_series(1, ${COUNT}) n`,
  );
});

const exported = () => app.recorded({ event: 'audit.exported' });

it('streams every match as NDJSON and records rows and hash before the end', async () => {
  const { text, headers } = await auditor.get('/api/audit-logs/export?format=ndjson&entityType=Crowd').expect(200);
  expect(headers.get('content-type')).toContain('application/x-ndjson');
  expect(headers.get('content-disposition')).toContain('audit-log.ndjson');
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(COUNT);
  const labels = new Set(lines.map((line) => (JSON.parse(line) as { entity: { label: string } }).entity.label));
  expect(labels.size).toBe(COUNT);
  expect(await exported()).toMatchObject([
    { outcome: 'SUCCESS', details: { state: 'started', query: { entityType: 'Crowd', format: 'ndjson' } } },
    {
      outcome: 'SUCCESS',
      actorEmail: 'auditor@clinic.example',
      details: {
        state: 'completed',
        format: 'ndjson',
        rows: COUNT,
        sha256: createHash('sha256').update(text).digest('hex'),
        query: { entityType: ['Crowd'] },
      },
    },
  ]);
});

it('writes CSV that no spreadsheet runs, whatever was recorded', async () => {
  const sessionId = randomUUID();
  await aRecord(app, { sessionId, entityLabel: '=HYPERLINK("http://x","y")', details: { note: 'a,b' } });
  await aRecord(app, { sessionId, entityLabel: 'two\nlines, "quoted"' });
  const { text, headers } = await auditor.get(`/api/audit-logs/export?format=csv&sessionId=${sessionId}`).expect(200);
  expect(headers.get('content-type')).toContain('text/csv');
  expect(text.split('\r\n')[0]).toContain('id,recordedAt,action,event');
  expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
  expect(text).toContain('"two\nlines, ""quoted"""');
  const [, completed] = await exported();
  expect(completed?.details).toMatchObject({ rows: 2, sha256: createHash('sha256').update(text).digest('hex') });
});

it('exports nothing as a header or an empty file, and records that too', async () => {
  const none = await auditor.get('/api/audit-logs/export?format=csv&sessionId=none').expect(200);
  expect(none.text.split('\r\n')).toHaveLength(2);
  expect((await auditor.get('/api/audit-logs/export?format=ndjson&sessionId=none').expect(200)).text).toBe('');
  expect((await exported()).map(({ details }) => details?.['rows'])).toEqual([undefined, 0, undefined, 0]);
});

it('outlives the time limit of ordinary requests, at the pace of its reader, and tells when the reader goes', async () => {
  const { accessToken } = await app.signIn('auditor@clinic.example');
  const stop = new AbortController();
  const response = await fetch(`${app.url}/api/audit-logs/export?format=ndjson&entityType=Crowd`, {
    headers: { authorization: `Bearer ${accessToken}` },
    signal: stop.signal,
  });
  const reader = response.body!.getReader();
  await reader.read();
  await new Promise((ok) => setTimeout(ok, 2_500));
  expect((await reader.read()).done).toBe(false);
  stop.abort();
  await new Promise((ok) => setTimeout(ok, 500));
  const [started, ended] = await exported();
  expect(started).toMatchObject({ details: { state: 'started' } });
  expect(ended).toMatchObject({ outcome: 'FAILURE', details: { state: 'aborted' } });
  expect(Number(ended?.details?.['rows'])).toBeLessThan(COUNT);
});

it('does not end well when its end cannot be recorded', async () => {
  await app.db.query(
    `ALTER TABLE audit_log ADD CONSTRAINT no_end CHECK (details ->> 'state' <> 'completed') NOT VALID`,
  );
  const broken = auditor.get('/api/audit-logs/export?format=ndjson&entityType=Crowd');
  await expect(Promise.resolve(broken)).rejects.toThrow(/terminated|fetch failed/);
  await app.db.query('ALTER TABLE audit_log DROP CONSTRAINT no_end');
});

it('is refused to others, without a format and with a filter that is none', async () => {
  await app.as('DOCTOR').get('/api/audit-logs/export?format=csv').expect(403);
  await auditor.get('/api/audit-logs/export').expect(400);
  await auditor.get('/api/audit-logs/export?format=xlsx').expect(400);
  await auditor.get('/api/audit-logs/export?format=csv&limit=5').expect(400);
  expect(await exported()).toMatchObject([{ outcome: 'DENIED' }, {}, {}, {}]);
});
