import pg from 'pg';
import { declareTriggers, installAudit, installTrace, modelsOf } from '../../src/audit/index.js';
import { Installation } from '../../src/audit/capture/installation.service.js';
import { createApp } from '../../src/app.setup.js';
import { clinicAuditPolicy } from '../../src/clinic/clinic.audit-policy.js';
import { PrismaService } from '../../src/database/prisma.service.js';
import { rolesFor } from '../../src/database/roles.js';
import { type RecordRow, testEnv, useApp } from '../support/app.js';
import { cloneDatabase, run, type TestDatabase } from '../support/database.js';

const { owner: OWNER, reader: READER } = rolesFor(run.app.user);
const app = useApp({}, { logIsBrokenBecause: 'it ends with what the owner did to it' });

const columns = `action, event, outcome, source, "actorType", "entityType"`;
const values = `'UPDATE', 'forged', 'SUCCESS', 'HTTP', 'USER', 'User'`;
const partition = async () =>
  (await app.db.query<{ name: string }>(`SELECT tableoid::regclass::text AS name FROM audit_log LIMIT 1`))[0]!.name;
const everything = () => app.db.query('SELECT * FROM audit_log ORDER BY id');

/** Runs it on a connection of its own, as that role, and undoes what it did unless it was refused. */
async function attempt(db: TestDatabase, role: 'app' | 'owner' | 'reader' | 'superuser', sql: string): Promise<string> {
  const client = new pg.Client({ connectionString: role === 'app' ? db.appUrl : db.adminUrl });
  await client.connect();
  try {
    if (role === 'owner') await client.query(`SET ROLE ${OWNER}`);
    if (role === 'reader') await client.query(`SET ROLE ${READER}`);
    await client.query(`BEGIN; ${sql}; ROLLBACK`);
    return 'done';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  await app.as('ADMIN').get('/api/users').expect(200);
});

const REFUSED = '42501';
const matrix: [string, string][] = [
  ['UPDATE', `UPDATE audit_log SET "actorName" = 'Nobody'`],
  ['UPDATE of one column', `UPDATE audit_log SET reason = NULL WHERE id = (SELECT id FROM audit_log LIMIT 1)`],
  ['DELETE', 'DELETE FROM audit_log'],
  ['TRUNCATE', 'TRUNCATE audit_log'],
  ['TRUNCATE … CASCADE', 'TRUNCATE audit_log CASCADE'],
  [
    'INSERT … ON CONFLICT DO UPDATE',
    `INSERT INTO audit_log (${columns}) VALUES (${values}) ON CONFLICT (id) DO UPDATE SET event = 'x'`,
  ],
  [
    'INSERT with an id',
    `INSERT INTO audit_log (id, ${columns}) VALUES ('01890000-0000-7000-8000-000000000000', ${values})`,
  ],
  ['INSERT with a time', `INSERT INTO audit_log ("recordedAt", ${columns}) VALUES ('2020-01-01', ${values})`],
  ['INSERT with a transaction', `INSERT INTO audit_log ("txId", ${columns}) VALUES ('5', ${values})`],
  ['UPDATE of a partition', 'UPDATE {part} SET reason = NULL'],
  ['DELETE from a partition', 'DELETE FROM {part}'],
  ['TRUNCATE of a partition', 'TRUNCATE {part}'],
  [
    'back-dated INSERT into a partition',
    `INSERT INTO {part} ("recordedAt", ${columns}) VALUES ('2020-01-01', ${values})`,
  ],
  ['MERGE', `MERGE INTO audit_log l USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE`],
  ['DROP TABLE', 'DROP TABLE audit_log'],
  ['DROP of a partition', 'DROP TABLE {part}'],
  ['DROP of a column', 'ALTER TABLE audit_log DROP COLUMN reason CASCADE'],
  ['DROP of a guard', 'DROP TRIGGER audit_no_change ON audit_log'],
  ['DROP of the schema', 'DROP SCHEMA public CASCADE'],
  ['DROP OWNED', `DROP OWNED BY ${OWNER} CASCADE`],
  ['session_replication_role', `SET session_replication_role = replica; DELETE FROM audit_log`],
  ['COPY from a program', `COPY audit_log FROM PROGRAM 'echo'`],
];

describe('the server’s login', () => {
  it.each([
    ...matrix,
    ['INSERT into a partition', `INSERT INTO {part} (${columns}) VALUES (${values})`],
    ['COPY with a time', `COPY audit_log ("recordedAt", ${columns}) FROM STDIN`],
    ['ALTER TABLE', 'ALTER TABLE audit_log ADD COLUMN x int'],
    ['DISABLE TRIGGER', 'ALTER TABLE audit_log DISABLE TRIGGER ALL'],
    ['DETACH', 'ALTER TABLE audit_log DETACH PARTITION {part}'],
    [
      'a new trigger',
      'CREATE TRIGGER x BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()',
    ],
    ['a new function', `CREATE OR REPLACE FUNCTION audit_app_role() RETURNS name LANGUAGE sql AS 'SELECT NULL::name'`],
    ['the owner’s role', `SET ROLE ${OWNER}`],
    ['a superuser’s trace', `SELECT audit_trace_note('x', 'y')`],
    ['the counts', 'DELETE FROM audit_rollup'],
  ])('is refused %s', async (_, sql) => {
    const before = await everything();
    const outcome = await attempt(app.db, 'app', sql.replaceAll('{part}', await partition()));
    expect([REFUSED, '2BP01']).toContain(outcome);
    expect(await everything()).toEqual(before);
  });

  it('may add a record, and the database says when', async () => {
    expect(await attempt(app.db, 'app', `INSERT INTO audit_log (${columns}) VALUES (${values})`)).toBe('done');
  });
});

describe('the owner of the tables', () => {
  it.each(matrix)('is refused %s', async (_, sql) => {
    const before = await everything();
    const outcome = await attempt(app.db, 'owner', sql.replaceAll('{part}', await partition()));
    expect([REFUSED, '2BP01']).toContain(outcome);
    expect(await everything()).toEqual(before);
  });
});

it('is refused to a reader and even to a superuser who only asks', async () => {
  for (const [, sql] of matrix.slice(0, 14)) {
    const statement = sql.replaceAll('{part}', await partition());
    expect([REFUSED, '2BP01']).toContain(await attempt(app.db, 'reader', statement));
    expect([REFUSED, '2BP01']).toContain(await attempt(app.db, 'superuser', statement));
  }
  expect(
    await attempt(app.db, 'superuser', `SET LOCAL session_replication_role = replica; DELETE FROM audit_log`),
  ).toBe(REFUSED);
  expect(await attempt(app.db, 'superuser', 'DROP TABLE audit_log')).toBe(REFUSED);
});

describe('what the owner can do, leaves a trace', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await cloneDatabase();
  });
  afterEach(() => db.drop());

  const asOwner = async (sql: string) => {
    const client = new pg.Client({ connectionString: db.adminUrl, application_name: 'by hand' });
    await client.connect();
    try {
      await client.query(`SET ROLE ${OWNER}`);
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const traces = () =>
    db.query<RecordRow & { [column: string]: unknown }>(`SELECT * FROM audit_log WHERE event = 'audit.altered'`);
  const start = async () => {
    const nest = await createApp(testEnv(db.appUrl));
    try {
      await nest.init();
      return nest.get(Installation).findAlterations();
    } finally {
      await nest.close();
    }
  };

  it.each<[string, string, RegExp | null]>([
    ['disables a guard', 'ALTER TABLE audit_log DISABLE TRIGGER audit_no_change', /guard audit_no_change is missing/],
    ['disables all guards', 'ALTER TABLE audit_log DISABLE TRIGGER ALL', /guard audit_no_truncate is missing/],
    ['weakens a guard to ordinary', 'ALTER TABLE audit_log ENABLE TRIGGER audit_no_change', /guard audit_no_change/],
    [
      'disables the capture',
      'ALTER TABLE "User" DISABLE TRIGGER audit_capture',
      /User: the capture trigger is not ours/,
    ],
    ['drops the capture', 'DROP TRIGGER audit_capture ON "User"', /User: no capture trigger/],
    [
      'gives the capture a condition',
      `DO $$ DECLARE def text := pg_get_triggerdef((SELECT oid FROM pg_trigger WHERE tgname = 'audit_capture' AND tgrelid = '"User"'::regclass));
       BEGIN EXECUTE replace(replace(def, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER'), 'FOR EACH ROW', 'FOR EACH ROW WHEN (1 = 0)'); END $$`,
      /User: the capture trigger is not ours/,
    ],
    [
      'puts another function in its place',
      `CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
       CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION nothing();
       ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_no_change`,
      /guard audit_no_change is missing/,
    ],
    [
      'replaces the capture’s function',
      `CREATE OR REPLACE FUNCTION audit_capture() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
      /function audit_capture\(\) is not the one/,
    ],
    [
      'replaces whom the capture believes',
      `CREATE OR REPLACE FUNCTION audit_app_role() RETURNS name LANGUAGE sql IMMUTABLE AS $$SELECT 'mallory'::name$$`,
      /believes the scopes of mallory/,
    ],
    ['hides records', 'ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY', /row security hides/],
    ['gives the server more rights', `GRANT UPDATE ON audit_log TO ${run.app.user}`, /has the right to UPDATE/],
    [
      'gives the server a column',
      `GRANT INSERT ("recordedAt") ON audit_log TO ${run.app.user}`,
      /may set "recordedAt"/,
    ],
    ['renames a partition', 'ALTER TABLE audit_log_default RENAME TO elsewhere', null],
    ['detaches a month', 'ALTER TABLE audit_log DETACH PARTITION audit_log_default', null],
  ])('%s', async (_, sql, difference) => {
    await asOwner(sql);
    expect((await traces()).length).toBeGreaterThan(0);
    if (difference) await expect(start()).rejects.toThrow(difference);
  });

  it.each([
    [
      'swallow records by a trigger',
      `CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
       CREATE TRIGGER swallow BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION swallow()`,
    ],
    ['swallow records by a rule', 'CREATE RULE lost AS ON INSERT TO audit_log DO INSTEAD NOTHING'],
    ['back-date by default', `ALTER TABLE audit_log ALTER "recordedAt" SET DEFAULT '2020-01-01'`],
    ['rename the log', 'ALTER TABLE audit_log RENAME TO elsewhere'],
    ['move the log', 'CREATE SCHEMA elsewhere; ALTER TABLE audit_log SET SCHEMA elsewhere'],
    // Roles belong to the whole server, and the owner cannot hand himself out.
    ['hand the log to the server', `GRANT ${OWNER} TO ${run.app.user}`],
    ['record what a user is to have done', `INSERT INTO audit_log (${columns}) VALUES (${values})`],
  ])('or is refused, to %s', async (_, sql) => {
    await expect(asOwner(sql)).rejects.toMatchObject({ code: REFUSED });
    expect(await traces()).toEqual([]);
    await start();
  });

  it('is found by the start without any trace, on a database whose login is no superuser', async () => {
    await db.query('DROP EVENT TRIGGER audit_trace_change; DROP EVENT TRIGGER audit_trace_drop');
    const done: [string, RegExp][] = [
      [
        `CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TRIGGER swallow BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION swallow()`,
        /trigger swallow is not ours/,
      ],
      ['CREATE RULE lost AS ON INSERT TO audit_log DO INSTEAD NOTHING', /rule lost rewrites/],
      [`ALTER TABLE audit_log ALTER "recordedAt" SET DEFAULT '2020-01-01'`, /default recordedAt/],
      ['DROP TRIGGER audit_no_truncate ON audit_log', /guard audit_no_truncate is missing/],
    ];
    for (const [sql] of done) await asOwner(sql);
    const refusal = await start().catch((error: Error) => error.message);
    for (const [, words] of done) expect(refusal).toMatch(words);
    await asOwner('DROP TABLE audit_log');
    await expect(start()).rejects.toThrow('the table audit_log does not exist');
  });

  it('and the start says who did what, when all looks well again', async () => {
    await asOwner(
      'ALTER TABLE audit_log DISABLE TRIGGER ALL; ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_no_change',
    );
    await asOwner(`ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_no_truncate;
      ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_no_back_dating; SELECT audit_guard_partitions()`);
    expect((await traces())[0]).toMatchObject({
      source: 'DATABASE',
      actorType: 'DATABASE',
      actorName: new URL(db.adminUrl).username,
      entityType: 'AuditLog',
      entityId: 'public.audit_log',
      details: {
        command: 'ALTER TABLE',
        applicationName: 'by hand',
        statement: expect.stringContaining('DISABLE TRIGGER ALL'),
      },
    });
    expect(await start()).toMatchObject([{ application: 'by hand', example: expect.stringMatching(/^ALTER TABLE/) }]);
  });

  it('a detached month may be dropped, one that is attached may not', async () => {
    await expect(asOwner('DROP TABLE audit_log_default')).rejects.toMatchObject({ code: REFUSED });
    await asOwner('ALTER TABLE audit_log DETACH PARTITION audit_log_default');
    await asOwner('DROP TABLE audit_log_default');
    expect((await traces()).map(({ details }) => details!['command'])).toEqual(['ALTER TABLE', 'DROP TABLE']);
  });

  it('and the trace itself is not the owner’s to remove', async () => {
    for (const sql of [
      'DROP EVENT TRIGGER audit_trace_drop',
      'ALTER EVENT TRIGGER audit_trace_change DISABLE',
      'DROP FUNCTION audit_trace_drop() CASCADE',
      `CREATE OR REPLACE FUNCTION audit_trace_change() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'`,
    ]) {
      await expect(asOwner(sql)).rejects.toMatchObject({ code: REFUSED });
    }
  });

  it('leaves none where nothing differs: installing twice is no change', async () => {
    const client = new pg.Client({ connectionString: db.adminUrl });
    await client.connect();
    const declared = declareTriggers(clinicAuditPolicy, modelsOf(app.nest.get(PrismaService)));
    await client.query(`SET ROLE ${OWNER}`);
    await installAudit(client, { declared, appRole: run.app.user, readerRole: READER });
    await client.query('RESET ROLE');
    expect(await installTrace(client)).toBe(true);
    await client.end();
    expect(await traces()).toEqual([]);
  });
});

it('keeps a month in the default partition that was missing when its records came, and starts', async () => {
  const db = await cloneDatabase();
  const month = `audit_log_${new Date().toISOString().slice(0, 7).replace('-', '_')}`;
  await db.query(`ALTER TABLE audit_log DETACH PARTITION ${month}; ALTER TABLE ${month} RENAME TO kept_elsewhere`);
  await db.query(`UPDATE "User" SET name = 'x' WHERE email = 'nurse@clinic.example'`);
  const nest = await createApp(testEnv(db.appUrl));
  await nest.init();
  expect(
    await db.query(
      `SELECT tableoid::regclass::text AS place FROM audit_log WHERE "entityType" = 'User' AND action = 'UPDATE'`,
    ),
  ).toEqual([{ place: 'audit_log_default' }]);
  await nest.close();
  await db.drop();
});
