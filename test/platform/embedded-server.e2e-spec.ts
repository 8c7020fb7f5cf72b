import { jest } from '@jest/globals';
import { existsSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { Role } from '../../src/generated/prisma/enums.js';
import { type DemoLogin } from '../../src/seed/demo-logins.js';
import { refusedStart, ServerProcess, temporaryDirectory } from '../support/server.js';

// Servers start here, several a test.
jest.setTimeout(120_000);

const data = temporaryDirectory();
const settings = { DATA_DIR: data.path };
const running: ServerProcess[] = [];

afterAll(async () => {
  for (const server of running) server.kill('SIGTERM');
  await Promise.all(running.map((server) => server.exit()));
  data.remove();
});

async function start(more: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await ServerProcess.start({ ...settings, ...more });
  running.push(server);
  return server;
}

const logins = () => data.json('demo-logins.json') as DemoLogin[];
const portOf = () => (data.json('postgres.json') as { port: number }).port;
const postmaster = () => Number(readFileSync(join(data.path, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

// The first child process of the system reaps orphans, sooner or later: a zombie is gone.
const isGone = (pid: number) =>
  !existsSync(`/proc/${pid}/stat`) || / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

async function signIn(url: string, { email, password }: DemoLogin): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/api/auth/login`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
}

async function asSuperuser<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
  const { port, password } = data.json('postgres.json') as { port: number; password: string };
  const client = new pg.Client(`postgresql://postgres:${password}@127.0.0.1:${port}/custodia`);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

it('makes everything at the first start and keeps it at the second', async () => {
  const first = await start();
  const users = logins();
  // Twenty who work, and three for the examples of the documentation.
  expect(users).toHaveLength(23);
  for (const login of users) expect((await signIn(first.url, login)).status).toBe(200);
  for (const role of Object.values(Role)) {
    const { email, password } = users.find((login) => login.role === role)!;
    expect(first.output).toMatch(new RegExp(`${email} +${password}`));
  }
  for (const name of ['secrets.json', 'postgres.json', 'demo-logins.json'])
    expect(statSync(join(data.path, name)).mode & 0o777).toBe(0o600);
  expect(await first.stop()).toBe(0);

  const second = await start();
  expect(data.json('demo-logins.json')).toEqual(users);
  expect((await signIn(second.url, users[0]!)).status).toBe(200);
  expect(second.output).not.toContain('Migrated');
  expect(await second.stop()).toBe(0);
});

it('runs PostgreSQL so that an acknowledged commit survives a crash, and knows the letters of every language', async () => {
  const server = await start();
  const facts = await asSuperuser(
    async (client) =>
      (
        await client.query(`SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
          current_setting('synchronous_commit') AS commit, lower('ÁÇÉ') AS lower`)
      ).rows[0] as unknown,
  );
  expect(facts).toEqual({ fsync: 'on', pages: 'on', commit: 'on', lower: 'áçé' });
  await server.stop();
});

it('refuses a second server on the same data, and a taken port, in one line each', async () => {
  const server = await start();
  expect(await refusedStart(settings)).toEqual({
    code: 1,
    said: `A server already runs on ${data.path} (pid ${server.pid}); stop it, or choose another DATA_DIR`,
  });
  const other = temporaryDirectory();
  const port = new URL(server.url).port;
  expect(await refusedStart({ DATA_DIR: other.path, PORT: port })).toEqual({
    code: 1,
    said: `The address 127.0.0.1:${port} is taken; stop what listens there, or set PORT`,
  });
  other.remove();
  await server.stop();
});

it('answers the requests that run, and then stops PostgreSQL', async () => {
  const server = await start();
  const login = logins()[0]!;
  const pid = postmaster();
  const answer = await asSuperuser(async (client) => {
    await client.query('BEGIN; LOCK TABLE "User" IN ACCESS EXCLUSIVE MODE');
    const pending = signIn(server.url, login);
    await waiting(client);
    server.kill('SIGTERM');
    await new Promise((ok) => setTimeout(ok, 300));
    await client.query('COMMIT');
    return pending;
  });
  expect(answer.status).toBe(200);
  const answered = Date.now();
  expect(await server.exit()).toBe(0);
  expect(Date.now() - answered).toBeLessThan(5_000);
  expect(isGone(pid)).toBe(true);
  expect(readFileSync(join(data.path, 'postgres.log'), 'utf8')).toContain('database system is shut down');
  expect(existsSync(join(data.path, 'server.lock'))).toBe(false);
});

it('does not wait when it is asked to stop twice', async () => {
  const server = await start();
  const login = logins()[0]!;
  const pid = postmaster();
  await asSuperuser(async (client) => {
    client.on('error', () => undefined);
    await client.query('BEGIN; LOCK TABLE "User" IN ACCESS EXCLUSIVE MODE');
    signIn(server.url, login).catch(() => undefined);
    await waiting(client);
    server.kill('SIGINT');
    await new Promise((ok) => setTimeout(ok, 700));
    server.kill('SIGINT');
    expect(await server.exit()).toBe(130);
  });
  while (!isGone(pid)) await new Promise((ok) => setTimeout(ok, 20));
});

it('adopts the PostgreSQL that a killed server left behind, and stops it at the end', async () => {
  const killed = await start();
  const pid = postmaster();
  killed.kill('SIGKILL');
  await killed.exit();
  expect(isGone(pid)).toBe(false);

  const server = await start();
  expect(postmaster()).toBe(pid);
  expect((await signIn(server.url, logins()[0]!)).status).toBe(200);
  expect(await server.stop()).toBe(0);
  expect(isGone(pid)).toBe(true);
});

it('recovers when both were killed and their numbers belong to others by now', async () => {
  const killed = await start();
  process.kill(postmaster(), 'SIGKILL');
  killed.kill('SIGKILL');
  await killed.exit();
  const file = join(data.path, 'postgres', 'postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid)));
  writeFileSync(join(data.path, 'server.lock'), JSON.stringify({ pid: process.pid, started: 'another time' }));

  const server = await start();
  expect(await server.stop()).toBe(0);
});

it('takes another port for PostgreSQL when its own is taken', async () => {
  const before = portOf();
  const squatter = createServer().listen(before, '127.0.0.1');
  const server = await start();
  expect(portOf()).not.toBe(before);
  squatter.close();
  await server.stop();
});

if (process.getuid?.() === 0) {
  it('keeps the cluster elsewhere where root starts it out of reach of the user postgres', async () => {
    const closed = temporaryDirectory(0o700);
    const server = await ServerProcess.start({ DATA_DIR: closed.path });
    const cluster = readlinkSync(join(closed.path, 'postgres'));
    expect(server.output).toContain(`the database lies in ${cluster}`);
    expect(await server.stop()).toBe(0);
    const again = await ServerProcess.start({ DATA_DIR: closed.path });
    expect(await again.stop()).toBe(0);
    rmSync(dirname(cluster), { recursive: true });
    closed.remove();
  });
}

/** Until somebody waits for the lock that this client holds. */
async function waiting(client: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query('SELECT FROM pg_locks WHERE NOT granted');
    if (rowCount) return;
    await new Promise((ok) => setTimeout(ok, 20));
  }
}
