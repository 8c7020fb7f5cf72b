import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { withDatabase, withLogin } from '../../src/config/connection-url.js';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { databaseDangers } from '../../src/database/safety.js';
import { refusedStart, ServerProcess, temporaryDirectory } from '../support/server.js';

// Servers start here, several a test.
jest.setTimeout(120_000);

// A server in development lends its database, which is a safe one; production starts beside it.
const data = temporaryDirectory();
const scratch = temporaryDirectory();
const state: { lender?: ServerProcess; admin?: pg.Client; url: string } = { url: '' };

beforeAll(async () => {
  state.lender = await ServerProcess.start({ DATA_DIR: data.path, SEED_DEMO: 'false' });
  const { port, password } = data.json('postgres.json') as { port: number; password: string };
  const superuser = withDatabase(`postgresql://postgres:${password}@127.0.0.1:${port}`, 'custodia');
  state.url = withLogin(superuser, {
    user: 'custodia_app',
    password: (data.json('secrets.json') as { appPassword: string }).appPassword,
  });
  state.admin = new pg.Client(superuser);
  await state.admin.connect();
});
afterAll(async () => {
  await state.admin?.end();
  await state.lender?.stop();
  data.remove();
  scratch.remove();
});

const production = (more: Record<string, string> = {}) => ({
  NODE_ENV: 'production',
  DATA_DIR: scratch.path,
  DATABASE_URL: state.url,
  JWT_SECRET: randomBytes(48).toString('base64'),
  ...more,
});

it('lists all that is unsafe in the settings, and starts nothing', async () => {
  const { code, said } = await refusedStart({
    NODE_ENV: 'production',
    DATA_DIR: scratch.path,
    JWT_SECRET: 'short',
    SEED_DEMO: 'true',
    PORT: 'many',
  });
  expect(code).toBe(1);
  for (const name of ['PORT', 'JWT_SECRET', 'DATABASE_URL', 'SEED_DEMO']) expect(said).toContain(`- ${name}: `);
});

it('gives the first administrator a token that works once', async () => {
  const server = await ServerProcess.start(production());
  const token = /"token":"([^"]+)"/.exec(server.output)![1]!;
  const claim = (email: string) =>
    fetch(`${server.url}/api/auth/bootstrap`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, email, name: 'First', password: 'seven quiet herons by the lake' }),
    });
  expect((await claim('first@clinic.example')).status).toBe(201);
  expect((await claim('second@clinic.example')).status).toBe(403);
  expect(await server.stop()).toBe(0);

  const again = await ServerProcess.start(production());
  expect(again.output).not.toContain('token');
  expect(await again.stop()).toBe(0);
});

it('refuses a role with more rights than the server needs, naming them', async () => {
  const admin = state.admin!;
  await admin.query(`CREATE ROLE mighty LOGIN PASSWORD 'of mighty' CREATEROLE BYPASSRLS IN ROLE custodia_owner`);
  const DATABASE_URL = withLogin(state.url, { user: 'mighty', password: 'of mighty' });
  const { code, said } = await refusedStart(production({ DATABASE_URL }));
  expect(code).toBe(1);
  expect(said).toMatch(/^The database is not safe for production:\n/);
  expect(said).toContain('has CREATEROLE, BYPASSRLS');
  expect(said).toMatch(/owns \d+ tables/);

  const { password } = data.json('postgres.json') as { password: string };
  const superuser = withLogin(state.url, { user: 'postgres', password });
  expect((await refusedStart(production({ DATABASE_URL: superuser }))).said).toContain('is a superuser');
});

it('refuses a server that may lose what it acknowledged', async () => {
  await state.admin!.query('ALTER ROLE custodia_app SET synchronous_commit = off');
  const { code, said } = await refusedStart(production());
  await state.admin!.query('ALTER ROLE custodia_app RESET synchronous_commit');
  expect(code).toBe(1);
  expect(said).toContain('synchronous_commit is off');

  const unsafe = temporaryDirectory();
  const settings = { fsync: 'off', full_page_writes: 'off' };
  const server = await startEmbeddedPostgres({ dataDir: unsafe.path, settings });
  const dangers = await databaseDangers(server.superuserUrl);
  await server.stop();
  unsafe.remove();
  expect(dangers).toEqual([
    expect.stringMatching(/^fsync is off/),
    expect.stringMatching(/^full_page_writes is off/),
    expect.stringMatching(/is a superuser/),
  ]);
});

it('refuses a database in which the demo users still can sign in', async () => {
  await state.admin!.query(
    `INSERT INTO "User" (email, name, "passwordHash", "updatedAt") VALUES ('nurse@demo.custodia.example', 'Nurse', '!', now())`,
  );
  const { code, said } = await refusedStart(production());
  expect(code).toBe(1);
  expect(said).toMatch(/^Demo users are active in the database \(1 at .*$/);
});
