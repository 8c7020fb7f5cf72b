import { jest } from '@jest/globals';
import { existsSync } from 'node:fs';
import type { DemoLogin } from '../../src/seed/demo-logins.js';
import { emptyDatabase, type TestDatabase } from '../support/database.js';
import { expectLogToAddUp } from '../support/log-oracle.js';
import { ServerProcess, temporaryDirectory } from '../support/server.js';

// Several servers start here, one after the other.
jest.setTimeout(300_000);

const data = temporaryDirectory();
let db: TestDatabase;
beforeAll(async () => {
  db = await emptyDatabase();
});
afterAll(async () => {
  await db.drop();
  data.remove();
});

const start = (patients: number) =>
  ServerProcess.start({
    DATA_DIR: data.path,
    DATABASE_URL: db.appUrl,
    MIGRATE_DATABASE_URL: db.adminUrl,
    DEMO_PATIENTS: `${patients}`,
  });

const registered = async () => (await db.query<{ n: number }>('SELECT count(*)::int AS n FROM "Patient"'))[0]!.n;

it('answers while the clinic is filled, stops in the middle of it, and goes on at the next start', async () => {
  const first = await start(400);
  await first.says(/[1-9]\d* of 400 patients/);
  const { email, password } = (data.json('demo-logins.json') as DemoLogin[])[0]!;
  const login = await fetch(`${first.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  expect(login.status).toBe(200);
  expect(await first.stop()).toBe(0);
  const then = await registered();
  expect(then).toBeLessThan(400);

  const second = await start(then + 2);
  await second.says(/The demo clinic is complete/);
  expect(second.output).toContain(`The demo clinic is complete: ${then + 2} patients`);
  expect(await second.stop()).toBe(0);
  expect(await registered()).toBe(then + 2);
  await expectLogToAddUp(db);
});

it('leaves a complete clinic as it is', async () => {
  const before = await registered();
  const server = await start(before);
  expect(server.output).not.toContain('Filling');
  expect(await server.stop()).toBe(0);
  expect(await registered()).toBe(before);
});

it('does not outlive a server that was killed', async () => {
  const server = await start((await registered()) + 2_000);
  await server.says(/patients\n/);
  const [child] = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE locktype = 'advisory' AND datname = current_database()`,
  );
  expect(child!.n).toBe(1);
  expect(existsSync(`/proc/${server.pid}`)).toBe(true);
  server.kill('SIGKILL');
  await server.exit();
  const again = await start(1);
  expect(await again.stop()).toBe(0);
  const after = await registered();
  await new Promise((ok) => setTimeout(ok, 2_000));
  expect(await registered()).toBe(after);
});
