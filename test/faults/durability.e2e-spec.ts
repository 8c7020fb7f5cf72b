import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Client } from '../support/client.js';
import { run } from '../support/database.js';
import { expectLogToAddUp } from '../support/log-oracle.js';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.js';
import { ServerProcess, temporaryDirectory } from '../support/server.js';

const CRASHES = 22;
const CLIENTS = 6;
const ADMIN = 'admin@clinic.example';

/** What a client remembers of a request: its own journal, which no crash of ours reaches. */
interface Entry {
  requestId: string;
  kind: 'view' | 'change';
  target: string;
  name: string;
  status: number | undefined;
}

interface Found {
  requestId: string;
  action: string;
  outcome: string;
  entityId: string;
  actorEmail: string;
  after: { name: string } | null;
}

const journal: Entry[] = [];
const directory = temporaryDirectory();
let postgres: OwnPostgres;
let server: ServerProcess;
let token: string;
let targets: string[];

const start = () =>
  ServerProcess.start({
    DATABASE_URL: postgres.appUrl,
    JWT_SECRET: 'the secret of the test of durability, which outlives every server of it',
    SEED_DEMO: 'false',
    DATA_DIR: directory.path,
    DATABASE_TIMEOUT_MS: '1000',
    DATABASE_CONNECT_TIMEOUT_MS: '1000',
    LOG_LEVEL: 'silent',
  });

async function query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  postgres = await startOwnPostgres();
  await query(
    `INSERT INTO "User" (email, name, "passwordHash", "updatedAt") SELECT 'target-' || n || '@x.example', 'Target', 'x', now() FROM generate_series(1, 4) n`,
  );
  targets = (await query<{ id: string }>(`SELECT id FROM "User" WHERE name = 'Target'`)).map(({ id }) => id);
  server = await start();
  const anonymous = new Client(() => server.url);
  const { body } = await anonymous.post('/api/auth/login', { email: ADMIN, password: run.password }).expect(200);
  token = (body as { accessToken: string }).accessToken;
}, 60_000);

afterAll(async () => {
  server?.kill('SIGKILL');
  await server?.exit();
  await postgres?.stop();
  directory.remove();
}, 60_000);

async function client(stop: AbortSignal): Promise<void> {
  const admin = new Client(
    () => server.url,
    () => Promise.resolve(`Bearer ${token}`),
  );
  for (let turn = 0; !stop.aborted; turn++) {
    const target = targets[turn % targets.length]!;
    const entry: Entry = {
      requestId: randomUUID(),
      kind: turn % 2 === 0 ? 'change' : 'view',
      target,
      name: `Name ${randomUUID()}`,
      status: undefined,
    };
    journal.push(entry);
    const path = `/api/users/${target}`;
    const request = entry.kind === 'change' ? admin.patch(path, { name: entry.name }) : admin.get(path);
    try {
      entry.status = (await request.set('x-request-id', entry.requestId)).status;
    } catch {
      // No answer: the journal says so, and nobody was told anything.
      await sleep(20);
    }
    if (entry.status !== 200) await sleep(20);
  }
}

it('keeps log and data whole through kill -9 of the server and of PostgreSQL', async () => {
  const stop = new AbortController();
  const clients = Array.from({ length: CLIENTS }, () => client(stop.signal));
  const answered = () => journal.filter(({ status }) => status === 200).length;
  for (let crash = 0; crash < CRASHES; crash++) {
    const before = answered();
    // Under load: at least so many answers since the last crash, then a random moment.
    while (answered() < before + 20) await sleep(5);
    await sleep(Math.random() * 150);
    if (crash % 2 === 0) {
      server.kill('SIGKILL');
      await server.exit();
      server = await start();
    } else await postgres.crash();
  }
  while (answered() < 50) await sleep(5);
  stop.abort();
  await Promise.all(clients);
  // What was refused while the log was away is written within a second or two.
  await sleep(2_500);

  const found = await query<Found & pg.QueryResultRow>(
    `SELECT "requestId", action, outcome, "entityId", "actorEmail", after FROM audit_log WHERE "requestId" = ANY ($1) ORDER BY id`,
    [journal.map(({ requestId }) => requestId)],
  );
  const byRequest = new Map<string, Found[]>();
  for (const row of found) byRequest.set(row.requestId, [...(byRequest.get(row.requestId) ?? []), row]);
  const faults = journal.flatMap((entry) => faultsOf(entry, byRequest.get(entry.requestId) ?? []));
  expect(faults).toEqual([]);
  // Every change that stands is in its record, and the last record of each is what stands.
  await expectLogToAddUp({ query, appUrl: postgres.appUrl });
  expect(answered()).toBeGreaterThan(400);
}, 170_000);

function faultsOf({ requestId, kind, status, target, name }: Entry, records: Found[]): string[] {
  const done = records.filter(({ outcome }) => outcome === 'SUCCESS');
  const faults: string[] = [];
  if (status === 200 && done.length !== 1) faults.push(`${kind} ${requestId}: answered, with ${done.length} records`);
  if (status === 200 && records.length !== done.length) faults.push(`${kind} ${requestId}: answered and failed`);
  if (done.length > 1) faults.push(`${kind} ${requestId}: ${done.length} records of one act`);
  for (const record of done) {
    if (record.entityId !== target || record.actorEmail !== ADMIN) faults.push(`${requestId}: names somebody else`);
    if (record.action !== (kind === 'change' ? 'UPDATE' : 'VIEW')) faults.push(`${requestId}: is a ${record.action}`);
    if (kind === 'change' && record.after?.name !== name) faults.push(`${requestId}: records another change`);
  }
  return faults;
}
