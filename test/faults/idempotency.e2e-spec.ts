import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import pg from 'pg';
import { AuditService, system } from '../../src/audit/index.js';
import { PrismaService } from '../../src/database/prisma.service.js';
import { IdempotencyKeys, type KeyedRequest } from '../../src/idempotency/idempotency-keys.service.js';
import { useApp } from '../support/app.js';
import { Client } from '../support/client.js';
import { run } from '../support/database.js';
import { ServerProcess, temporaryDirectory } from '../support/server.js';
import { aUser } from '../support/users.js';
import { until } from '../support/until.js';

const app = useApp();
const directory = temporaryDirectory();
let server: ServerProcess;
let receptionist: Client;

// A request is given up after two seconds, so that its key is soon free.
const start = () =>
  ServerProcess.start({
    DATABASE_URL: app.db.appUrl,
    JWT_SECRET: 'the secret of the test of repeated requests, which outlives every server of it',
    REQUEST_TIMEOUT_MS: '2000',
    DATABASE_TIMEOUT_MS: '30000',
    SEED_DEMO: 'false',
    DATA_DIR: directory.path,
    LOG_LEVEL: 'silent',
  });
const killServer = async () => {
  server.kill('SIGKILL');
  await server.exit();
};
const signIn = async () => {
  const { body } = await new Client(() => server.url)
    .post('/api/auth/login', { email: 'receptionist@clinic.example', password: run.password })
    .expect(200);
  const token = `Bearer ${(body as { accessToken: string }).accessToken}`;
  receptionist = new Client(
    () => server.url,
    () => Promise.resolve(token),
  );
  return token;
};
const bodyOf = (fullName: string) => ({ fullName, birthDate: '1984-03-09' });
const named = (fullName: string) =>
  app.db.query<{ id: string }>('SELECT id FROM "Patient" WHERE "fullName" = $1', [fullName]);
const waiting = async () =>
  (
    await app.db.query(
      `SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock' AND query LIKE '%INTO "public"."Patient"%'`,
      [app.db.name],
    )
  ).length > 0;

let token: string;
beforeAll(async () => {
  server = await start();
  token = await signIn();
}, 60_000);
afterAll(async () => {
  await killServer();
  directory.remove();
}, 60_000);

/** Sends it and does not wait for the answer, which never comes. */
function send(key: string, fullName: string): void {
  const { hostname, port } = new URL(server.url);
  const body = JSON.stringify(bodyOf(fullName));
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    `POST /api/patients HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\nidempotency-key: ${key}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Repeats as a client does, until it is not told to wait. */
async function repeated(key: string, fullName: string) {
  for (;;) {
    const reply = await receptionist.post('/api/patients', bodyOf(fullName)).set('idempotency-key', key);
    if (!reply.headers.has('retry-after')) return reply;
    await new Promise((ok) => setTimeout(ok, 200));
  }
}

function aSignal() {
  let give = () => {};
  const given = new Promise<void>((ok) => (give = ok));
  return { give, given };
}

/** Nobody registers a patient while this works; what waits is carried on afterwards. */
async function whileLocked(work: () => Promise<unknown>): Promise<void> {
  const other = new pg.Client({ connectionString: app.db.adminUrl });
  await other.connect();
  await other.query('BEGIN; LOCK TABLE "Patient" IN EXCLUSIVE MODE');
  await work();
  await other.query('COMMIT');
  await other.end();
}

describe('a server that is killed', () => {
  it('between the COMMIT and the answer has done it once, and says where', async () => {
    const [key, fullName] = [randomUUID(), `Ana ${randomUUID()}`];
    await whileLocked(async () => {
      send(key, fullName);
      await until(waiting);
      // Frozen: the change commits, and nobody is there to read it.
      process.kill(server.pid, 'SIGSTOP');
    });
    await until(async () => (await named(fullName)).length === 1);
    await killServer();
    server = await start();
    token = await signIn();
    const { status, headers } = await repeated(key, fullName);
    const [{ id }] = (await named(fullName)) as [{ id: string }];
    expect([status, headers.get('location')]).toEqual([303, `/api/patients/${id}`]);
    expect((await receptionist.get(headers.get('location')!).expect(200)).body).toMatchObject({ id, fullName });
    expect((await repeated(key, fullName)).status).toBe(303);
    expect(await named(fullName)).toHaveLength(1);
    expect((await app.recorded({ entityId: id })).map(({ event, action }) => [event, action])).toEqual([
      ['patient.created', 'CREATION'],
      ['patient.viewed', 'VIEW'],
    ]);
  }, 60_000);

  it('while the change still waits in the database never lets it happen twice', async () => {
    const [key, fullName] = [randomUUID(), `Bia ${randomUUID()}`];
    let answer: ReturnType<typeof repeated> | undefined;
    await whileLocked(async () => {
      send(key, fullName);
      await until(waiting);
      await killServer();
      server = await start();
      token = await signIn();
      answer = repeated(key, fullName);
      // Long enough for the repeat to find the claim free and wait for the change that holds it.
      await new Promise((ok) => setTimeout(ok, 3_000));
    });
    // The server that was killed is not there, but what it sent to the database is.
    const { status, headers } = await answer!;
    const [{ id }, ...others] = (await named(fullName)) as [{ id: string }];
    expect(others).toEqual([]);
    expect([status, headers.get('location')]).toEqual([303, `/api/patients/${id}`]);
  }, 60_000);

  it('before it did anything lets the repeat do it', async () => {
    const [key, fullName] = [randomUUID(), `Eva ${randomUUID()}`];
    const { id: userId } = (
      await app.db.query<{ id: string }>(`SELECT id FROM "User" WHERE email = 'receptionist@clinic.example'`)
    )[0]!;
    await app.db.query(
      `INSERT INTO "IdempotencyKey" (claim, "userId", route, key, "requestHash", "heldUntil")
       VALUES ($1, $2, '/api/patients', $3, $4, now())`,
      [randomUUID(), userId, key, Buffer.alloc(32)],
    );
    const { status, headers } = await repeated(key, fullName);
    expect([status, headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect((await repeated(key, fullName)).headers.get('idempotency-replayed')).toBe('true');
    expect(await named(fullName)).toHaveLength(1);
  });
});

describe('a claim that was taken over', () => {
  const asked = (): KeyedRequest => ({
    userId: '00000000-0000-7000-8000-000000000000',
    route: '/api/probe',
    key: randomUUID(),
    hash: Buffer.alloc(32),
  });
  const claimOf = async (request: KeyedRequest) => {
    const claimed = await app.nest.get(IdempotencyKeys, { strict: false }).claim(request);
    if (!('claim' in claimed)) throw new Error('It was done before');
    return claimed.claim;
  };
  const under = (claim: string, work: (prisma: PrismaService) => PromiseLike<unknown>) => {
    const audit = app.nest.get(AuditService);
    return audit.run({ actor: system('probe'), event: 'probe.written' }, () => {
      audit.require(claim);
      return work(app.nest.get(PrismaService));
    });
  };
  const rename = (id: string, name: string) => (prisma: PrismaService) =>
    prisma.user.update({ where: { id }, data: { name } });
  const nameOf = async (id: string) =>
    (await app.db.query<{ name: string }>('SELECT name FROM "User" WHERE id = $1', [id]))[0]!.name;

  it('lets no write of its former holder through, by whatever way', async () => {
    const { id } = await aUser(app, { name: 'Before' });
    const request = asked();
    const former = await claimOf(request);
    await under(former, rename(id, 'First'));
    await app.nest.get(IdempotencyKeys, { strict: false }).release(former);
    const present = await claimOf(request);
    expect(present).not.toBe(former);
    for (const late of [
      rename(id, 'Late'),
      (prisma: PrismaService) =>
        prisma.$transaction(async (tx) => tx.user.update({ where: { id }, data: { name: 'Late' } })),
      () => app.nest.get(pg.Pool).query(`UPDATE "User" SET name = 'Late' WHERE id = '${id}'; SELECT 1`),
      (prisma: PrismaService) => prisma.$executeRaw`UPDATE "User" SET name = 'Late' WHERE id = ${id}::uuid`,
    ]) {
      await expect(under(former, late)).rejects.toThrow();
      expect(await nameOf(id)).toBe('First');
    }
    await under(present, rename(id, 'Second'));
    expect(await nameOf(id)).toBe('Second');
    // The connection that refused is as good as before.
    await under(present, rename(id, 'Third'));
  });

  it('waits for the change that was being made under it', async () => {
    const { id } = await aUser(app, { name: 'Before' });
    const request = asked();
    const former = await claimOf(request);
    const keys = app.nest.get(IdempotencyKeys, { strict: false });
    await keys.release(former);
    const finish = aSignal();
    const written = aSignal();
    const change = under(former, (prisma) =>
      prisma.$transaction(async (tx) => {
        await tx.user.update({ where: { id }, data: { name: 'Slow' } });
        written.give();
        await finish.given;
      }),
    );
    await written.given;
    const next = keys.claim(request);
    expect(await Promise.race([next, new Promise((ok) => setTimeout(() => ok('waits'), 300))])).toBe('waits');
    finish.give();
    await change;
    await next;
    expect(await nameOf(id)).toBe('Slow');
  });
});
