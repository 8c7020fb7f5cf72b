import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, pendingMigrations } from '../../src/database/migrate.js';
import { diffToSchema, MIGRATIONS_DIR, readMigrations } from '../../src/database/schema-engine.js';
import { prepareDatabase } from '../../src/prepare-database.js';
import pg from 'pg';
import { databaseUrl, run } from '../support/database.js';
import { temporaryDirectory } from '../support/server.js';

const name = `${run.prefix}_upgrade`;
const urls = { adminUrl: databaseUrl(name), appUrl: databaseUrl(name, run.app) };
const earlier = temporaryDirectory();
const admin = new pg.Pool({ connectionString: databaseUrl(), max: 1 });

afterAll(async () => {
  await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.end();
  earlier.remove();
});

/** The migrations up to the first that makes the table of users: what an early clinic runs on. */
async function historyOfAnEarlyVersion(): Promise<string> {
  const { migrationDirectories } = await readMigrations(MIGRATIONS_DIR);
  const names = migrationDirectories.map(({ path }) => path);
  const directory = join(earlier.path, 'migrations');
  mkdirSync(directory);
  for (const path of names.slice(0, names.findIndex((each) => each.endsWith('_identity')) + 1))
    cpSync(join(MIGRATIONS_DIR, path), join(directory, path), { recursive: true });
  return directory;
}

it('brings a database of an early version to this one, and keeps what is in it', async () => {
  await admin.query(`CREATE DATABASE ${name}`);
  const before = await migrate({ ...urls, directory: await historyOfAnEarlyVersion() });
  expect(before.length).toBeGreaterThan(0);
  const client = new pg.Client(urls.adminUrl);
  await client.connect();
  await client.query(
    `INSERT INTO "User" (email, name, "passwordHash", roles, "updatedAt") VALUES ('ana@clinic.example', 'Ana', '!', '{ADMIN}', now())`,
  );
  expect(await pendingMigrations(client)).not.toHaveLength(0);

  const applied = await prepareDatabase(urls);
  expect(applied).not.toHaveLength(0);
  expect(await pendingMigrations(client)).toEqual([]);
  expect((await client.query('SELECT name FROM "User"')).rows).toEqual([{ name: 'Ana' }]);
  expect((await diffToSchema(urls.adminUrl)).trim()).toBe('-- This is an empty migration.');
  expect(await prepareDatabase(urls)).toEqual([]);
  await client.end();
});

it('refuses a migration that was edited after it ran', async () => {
  const client = new pg.Client(urls.adminUrl);
  await client.connect();
  await client.query(
    `UPDATE _prisma_migrations SET checksum = 'of other text' WHERE migration_name LIKE '%\\_identity'`,
  );
  await expect(pendingMigrations(client)).rejects.toThrow(/_identity was edited after it was applied/);
  await client.end();
});
