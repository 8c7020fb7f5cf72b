import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Client } from '../support/client.js';
import { cloneDatabase, run, type TestDatabase } from '../support/database.js';
import { expectLogToAddUp } from '../support/log-oracle.js';
import { ServerProcess, temporaryDirectory } from '../support/server.js';
import { until } from '../support/until.js';

const directory = temporaryDirectory();
let db: TestDatabase;
let server: ServerProcess;
let token: string;
let target: string;

const start = () =>
  ServerProcess.start({
    DATABASE_URL: db.appUrl,
    JWT_SECRET: 'the secret of the test of crash points, which outlives every server of it',
    SEED_DEMO: 'false',
    DATA_DIR: directory.path,
    LOG_LEVEL: 'silent',
  });

beforeAll(async () => {
  db = await cloneDatabase();
  // It would refuse the faults that are built in here.
  await db.query('DROP EVENT TRIGGER IF EXISTS audit_trace_change; DROP EVENT TRIGGER IF EXISTS audit_trace_drop');
  server = await start();
  const email = 'admin@clinic.example';
  const { body } = await new Client(() => server.url)
    .post('/api/auth/login', { email, password: run.password })
    .expect(200);
  token = `Bearer ${(body as { accessToken: string }).accessToken}`;
}, 60_000);
beforeEach(async () => {
  [{ id: target }] = (await db.query<{ id: string }>(
    `INSERT INTO "User" (email, name, "passwordHash", "updatedAt") VALUES ($1, 'Before', 'x', now()) RETURNING id`,
    [`${randomUUID()}@x.example`],
  )) as [{ id: string }];
});
afterAll(async () => {
  server.kill('SIGKILL');
  await server.exit();
  await expectLogToAddUp(db);
  await db.drop();
  directory.remove();
}, 60_000);

const admin = () =>
  new Client(
    () => server.url,
    () => Promise.resolve(token),
  );
const change = (requestId: string) =>
  admin().patch(`/api/users/${target}`, { name: 'After' }).set('x-request-id', requestId);
const view = (requestId: string) => admin().get(`/api/users/${target}`).set('x-request-id', requestId);
const nameNow = async () =>
  (await db.query<{ name: string }>('SELECT name FROM "User" WHERE id = $1', [target]))[0]!.name;
const outcomes = async (requestId: string) =>
  (
    await db.query<{ outcome: string }>('SELECT outcome FROM audit_log WHERE "requestId" = $1 ORDER BY id', [requestId])
  ).map(({ outcome }) => outcome);

async function killServer(): Promise<void> {
  server.kill('SIGKILL');
  await server.exit();
}

/** Sends a request on a socket of our own, and tells every byte that came back. */
function send(method: 'GET' | 'PATCH', requestId: string): { received: () => string } {
  const { hostname, port } = new URL(server.url);
  const body = method === 'PATCH' ? JSON.stringify({ name: 'After' }) : '';
  let received = '';
  const socket = connect(Number(port), hostname);
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(
    `${method} /api/users/${target} HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\nx-request-id: ${requestId}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return { received: () => received };
}

async function locked(work: () => Promise<unknown>): Promise<void> {
  const other = new pg.Client({ connectionString: db.adminUrl });
  await other.connect();
  await other.query('BEGIN; LOCK TABLE audit_log IN SHARE MODE');
  await work();
  await other.end();
}

const waiting = async () =>
  (
    await db.query(
      `SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock' AND application_name LIKE 'custodia%'`,
      [db.name],
    )
  ).length > 0;

/** A trigger that ends the connection at this point of the statement or of its COMMIT. */
async function endingConnections(
  kind: string,
  table: string,
  condition: string,
  work: () => Promise<void>,
): Promise<void> {
  await db.query(`CREATE OR REPLACE FUNCTION end_connection() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
    CREATE ${kind} FOR EACH ROW WHEN (${condition}) EXECUTE FUNCTION end_connection()`);
  try {
    await work();
  } finally {
    // Triggers fire in the order of their names: the record is written by audit_capture.
    await db.query(`DROP TRIGGER ${/\w*crash/.exec(kind)![0]} ON ${table}`);
  }
}

const points: [string, string, string, string][] = [
  ['before the row is changed', 'TRIGGER crash BEFORE UPDATE ON "User"', '"User"', `NEW.name = 'After'`],
  ['after the row, before its record', 'TRIGGER a_crash AFTER UPDATE ON "User"', '"User"', `NEW.name = 'After'`],
  ['after its record', 'TRIGGER crash AFTER INSERT ON audit_log', 'audit_log', `NEW.after ->> 'name' = 'After'`],
  [
    'at its COMMIT',
    'CONSTRAINT TRIGGER crash AFTER UPDATE ON "User" DEFERRABLE INITIALLY DEFERRED',
    '"User"',
    `NEW.name = 'After'`,
  ],
];

describe('a change whose connection ends', () => {
  it.each(points)('%s leaves neither the change nor its record, and one failure', async (_, kind, table, condition) => {
    const requestId = randomUUID();
    await endingConnections(kind, table, condition, async () => {
      const { status, headers } = await change(requestId);
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    });
    expect(await nameNow()).toBe('Before');
    await until(async () => (await outcomes(requestId)).length > 0);
    expect(await outcomes(requestId)).toEqual(['FAILURE']);
    await change(requestId).expect(200);
  });
});

it('a view whose connection ends at its record shows nothing', async () => {
  const requestId = randomUUID();
  const condition = `NEW.action = 'VIEW' AND NEW.outcome = 'SUCCESS'`;
  await endingConnections('TRIGGER crash AFTER INSERT ON audit_log', 'audit_log', condition, async () => {
    const { status, text } = await view(requestId);
    expect(status).toBe(503);
    expect(text).not.toContain('Before');
  });
  await until(async () => (await outcomes(requestId)).length > 0);
  expect(await outcomes(requestId)).toEqual(['FAILURE']);
});

it('a server that is killed while the record of a change waits leaves both or neither', async () => {
  const requestId = randomUUID();
  await locked(async () => {
    const { received } = send('PATCH', requestId);
    await until(waiting);
    await killServer();
    expect(received()).toBe('');
  });
  await until(async () => !(await waiting()));
  await sleep(200);
  const changed = (await nameNow()) === 'After';
  expect(await outcomes(requestId)).toEqual(changed ? ['SUCCESS'] : []);
  server = await start();
});

it('a server that is killed while the record of a view waits has shown nothing', async () => {
  const requestId = randomUUID();
  await locked(async () => {
    const { received } = send('GET', requestId);
    await until(waiting);
    await sleep(100);
    expect(received()).toBe('');
    await killServer();
    expect(received()).toBe('');
  });
  server = await start();
});

it('a server that is killed between the COMMIT and the answer has changed and recorded', async () => {
  const requestId = randomUUID();
  // Frozen as soon as the change is committed: it cannot have read the answer of the database.
  const frozen = new pg.Client({ connectionString: db.adminUrl });
  await frozen.connect();
  await frozen.query(`BEGIN; SELECT FROM "User" WHERE id = '${target}' FOR UPDATE`);
  const { received } = send('PATCH', requestId);
  await until(waiting);
  process.kill(server.pid, 'SIGSTOP');
  await frozen.query('COMMIT');
  await frozen.end();
  await until(async () => (await nameNow()) === 'After');
  await killServer();
  expect(received()).toBe('');
  expect(await outcomes(requestId)).toEqual(['SUCCESS']);
  server = await start();
  expect((await view(randomUUID())).body).toMatchObject({ name: 'After' });
});
