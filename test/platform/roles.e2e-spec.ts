import pg from 'pg';
import { prepareDatabase } from '../../src/prepare-database.js';
import { cloneDatabase, databaseUrl, run, type TestDatabase } from '../support/database.js';

const state: { db?: TestDatabase; app?: pg.Pool } = {};

beforeAll(async () => {
  state.db = await cloneDatabase();
  // A copy has the template's tables and not its rights of the database as a whole.
  await prepareDatabase(state.db);
  state.app = new pg.Pool({ connectionString: databaseUrl(state.db.name, run.app), max: 1 });
});
afterAll(async () => {
  await state.app?.end();
  await state.db?.drop();
});

const asApp = (sql: string) => state.app!.query(sql);

it('lets the app read and write the tables of the clinic', async () => {
  expect((await asApp('SELECT id FROM "User"')).rowCount).toBe(7);
  expect((await asApp(`UPDATE "User" SET name = name`)).rowCount).toBe(7);
});

it.each([
  ['create a table', 'CREATE TABLE mine (id int)'],
  ['create a temporary table', 'CREATE TEMPORARY TABLE mine (id int)'],
  ['create a schema', 'CREATE SCHEMA mine'],
  ['change a table', 'ALTER TABLE "User" ADD COLUMN mine int'],
  ['drop a table', 'DROP TABLE "Session"'],
  ['empty a table', 'TRUNCATE "User" CASCADE'],
  ['disable a trigger', 'ALTER TABLE "User" DISABLE TRIGGER ALL'],
  [
    'add a trigger',
    'CREATE TRIGGER mine BEFORE INSERT ON "User" EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  ],
  ['evade triggers', 'SET session_replication_role = replica'],
  ['act as the owner', 'SET ROLE custodia_test_owner'],
  ['create a role', 'CREATE ROLE mine'],
  ['forge the migration history', `UPDATE _prisma_migrations SET checksum = 'x'`],
  ['change the audit log', `UPDATE audit_log SET event = 'x'`],
  ['delete from the audit log', 'DELETE FROM audit_log'],
  ['date a record back', `INSERT INTO audit_log ("recordedAt") VALUES (now() - interval '1 year')`],
])('does not let the app %s', async (_, sql) => {
  await expect(asApp(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42704)$/) });
});

it('lets nobody in who was not invited', async () => {
  const { rows } = await state
    .db!.query<{ may: boolean }>(
      `SELECT has_database_privilege('public', current_database(), 'CONNECT') OR has_schema_privilege('public', 'public', 'CREATE') AS may`,
    )
    .then((rows) => ({ rows }));
  expect(rows[0]!.may).toBe(false);
});
