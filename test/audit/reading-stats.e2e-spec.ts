import pg from 'pg';
import type { StatsDto } from '../../src/audit/query/stats.dto.js';
import { useApp } from '../support/app.js';
import { manyRecords } from '../support/many-records.js';

const app = useApp({}, { logIsBrokenBecause: 'its records are generated' });
const DAYS = 12;

beforeAll(() => manyRecords(app.db, 6_000, { days: DAYS }), 60_000);

async function stats(query = ''): Promise<StatsDto> {
  return (await app.as('AUDITOR').get(`/api/audit-logs/stats${query}`).expect(200)).body as StatsDto;
}

/** The same numbers, counted one by one. */
async function counted({ from, to }: StatsDto) {
  const count = async (expression: string, source = '', order = 'count DESC, key', limit = '') =>
    app.db.query<{ key: string; count: number }>(
      `SELECT ${expression} AS key, count(*)::int AS count FROM audit_log ${source}
       WHERE "recordedAt" >= $1 AND "recordedAt" < $2 AND ${expression} IS NOT NULL
       GROUP BY 1 ORDER BY ${order} ${limit}`,
      [from, to],
    );
  const [{ count: total } = { count: 0 }] = await count(`''`);
  const day = `to_char("recordedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T00:00:00Z"')`;
  const hour = `to_char("recordedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":00:00Z"')`;
  const at = (rows: { key: string; count: number }[]) => rows.map(({ key, count }) => ({ at: key, count }));
  const inOrder = (rows: { key: string; count: number }[]) =>
    rows.toSorted((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  return {
    total,
    byAction: inOrder(await count('action::text')),
    byEvent: inOrder(await count('event')),
    byRole: inOrder(await count('role', 'CROSS JOIN unnest("actorRoles") AS role')),
    byOutcome: inOrder(await count('outcome::text')),
    byEntityType: inOrder(await count('"entityType"')),
    perDay: at(await count(day, '', 'key')),
    perHour: at(await count(hour, '', 'key')),
    topActors: inOrder(await count('"actorId"'))
      .slice(0, 10)
      .map(({ key, count }) => expect.objectContaining({ id: key, count })),
    topPatients: inOrder(await count('patient::text', 'CROSS JOIN unnest("patientIds") AS patient'))
      .slice(0, 10)
      .map(({ key, count }) => expect.objectContaining({ id: key, count })),
  };
}

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

it.each([
  ['the last 30 days', ''],
  ['days in the middle', () => `?from=${ago(100).slice(0, 10)}&to=${ago(30).slice(0, 10)}`],
  ['hours that cut a day', () => `?from=${ago(77)}&to=${ago(31)}`],
  ['some minutes', () => `?from=${ago(50.2)}&to=${ago(49.9)}`],
  ['everything', '?from=1970-01-01'],
  ['a time before the log', '?from=1990-01-01&to=1991-01-01'],
])('equals a direct count for %s, the first time and from the counts', async (_, period) => {
  const query = typeof period === 'string' ? period : period();
  for (let turn = 0; turn < 2; turn++) {
    const given = await stats(query);
    const direct = await counted(given);
    expect(given).toMatchObject(query === '?from=1970-01-01' ? { ...direct, perHour: [] } : direct);
  }
});

it('leaves hours uncounted while a transaction could still bring records into them', async () => {
  const [day] = await app.db.query<{ day: Date }>(`SELECT date_trunc('day', now() - interval '40 days', 'UTC') AS day`);
  const slow = new pg.Client({ connectionString: app.db.adminUrl });
  await slow.connect();
  try {
    await slow.query('BEGIN; SELECT pg_current_xact_id()');
    expect(await app.db.query('SELECT audit_roll_up($1) AS done', [day!.day])).toEqual([{ done: false }]);
    await slow.query('COMMIT');
    // Transactions of other files hold it back as well: the horizon is of the whole server.
    const patience = Date.now() + 60_000;
    const rolledUp = async () =>
      (await app.db.query<{ done: boolean }>('SELECT audit_roll_up($1) AS done', [day!.day]))[0]!.done;
    let done = await rolledUp();
    while (!done && Date.now() < patience) {
      await new Promise((ok) => setTimeout(ok, 250));
      done = await rolledUp();
    }
    expect(done).toBe(true);
  } finally {
    await slow.end();
  }
});

it('lets the server read the counts, and write none', async () => {
  const server = new pg.Client({ connectionString: app.db.appUrl });
  await server.connect();
  try {
    for (const sql of [
      `INSERT INTO audit_rollup VALUES ('day', 'total', now(), '', 1)`,
      'UPDATE audit_rollup SET count = 0',
      'DELETE FROM audit_rollup',
    ]) {
      await expect(server.query(sql)).rejects.toMatchObject({ code: '42501' });
    }
  } finally {
    await server.end();
  }
});

it.each([
  ['?from=2026-11-02&to=2026-11-01', 'to'],
  ['?limit=5', 'limit'],
  ['?from=1', 'from'],
])('refuses %s', async (query, field) => {
  const { body } = await app.as('AUDITOR').get(`/api/audit-logs/stats${query}`).expect(400);
  expect(body.errors).toMatchObject([{ field }]);
});

it('is recorded once, naming the patients shown, and refused to others', async () => {
  const { topPatients } = await stats();
  await app.as('NURSE').get('/api/audit-logs/stats').expect(403);
  expect(await app.recorded()).toMatchObject([
    { event: 'audit.viewed', outcome: 'SUCCESS', patientIds: topPatients.map(({ id }) => id) },
    { event: 'audit.viewed', outcome: 'DENIED' },
  ]);
});
