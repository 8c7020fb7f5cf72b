import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { AuditedPool, AuditService } from '../../src/audit/index.js';
import { type RecordRow, useApp } from '../support/app.js';
import { run } from '../support/database.js';
import { aUser } from '../support/users.js';

const app = useApp();
const actor = { type: 'USER', id: 'u-1', email: 'nurse@clinic.example' } as const;
let pool: AuditedPool;
let audit: AuditService;
let user: { id: string; name: string };
let began: string;
beforeAll(() => {
  audit = app.nest.get(AuditService);
  pool = new AuditedPool({ connectionString: app.db.appUrl, max: 1, query_timeout: 5_000 });
});
afterAll(() => pool.end());
beforeEach(async () => {
  user = await aUser(app);
  [{ began }] = (await app.db.query<{ began: string }>('SELECT max(id::text) AS began FROM audit_log')) as [
    { began: string },
  ];
});

const asNurse = <T>(work: () => PromiseLike<T> | T) =>
  audit.run({ actor, event: 'probe.changed', entityType: 'Probe' }, work);
const recorded = () =>
  app.db.query<RecordRow & { [column: string]: unknown }>('SELECT * FROM audit_log WHERE id > $1 ORDER BY id', [began]);
const names = async () =>
  (await recorded()).map(({ entityType, actorId, after }) => [entityType, actorId, after?.['name'] ?? null]);
const nameNow = async () =>
  (await app.db.query<{ name: string }>('SELECT name FROM "User" WHERE id = $1', [user.id]))[0]!.name;
const RENAME = 'UPDATE "User" SET name = $2 WHERE id = $1 RETURNING name';
const rename = (name: string) => `UPDATE "User" SET name = '${name}' WHERE id = '${user.id}'`;
const ACT = ['Probe', 'u-1', null];
const byNurse = (...all: string[]) => all.map((name) => ['User', 'u-1', name]);

describe('a pool of pg', () => {
  it('carries the scope by pool.query, and answers as it always does', async () => {
    const result = await asNurse(() => pool.query<{ name: string }>(RENAME, [user.id, 'A']));
    expect(result).toMatchObject({ command: 'UPDATE', rowCount: 1, rows: [{ name: 'A' }] });
    expect(result.fields.map(({ name }) => name)).toEqual(['name']);
    expect(await names()).toEqual(byNurse('A'));
  });

  it('by pool.query with a callback', async () => {
    const rows = await asNurse(
      () =>
        new Promise((ok, no) =>
          pool.query(RENAME, [user.id, 'A'], (error, found) => (error ? no(error) : ok(found.rows))),
        ),
    );
    expect(rows).toEqual([{ name: 'A' }]);
    expect(await names()).toEqual(byNurse('A'));
  });

  it.each<[string, (name: string) => pg.QueryConfig | string]>([
    ['a text without parameters', (name) => rename(name)],
    ['a text that ends with a semicolon', (name) => `${rename(name)};  `],
    ['a comment first', (name) => `-- the name\n/* and more */ ${rename(name)}`],
    ['a named statement', (name) => ({ name: 'rename', text: RENAME, values: [user.id, name] })],
    ['rows as arrays', (name) => ({ text: RENAME, values: [user.id, name], rowMode: 'array' }) as pg.QueryConfig],
    ['a common table expression', (name) => `WITH x AS (${rename(name)} RETURNING id) SELECT * FROM x`],
    ['EXPLAIN ANALYZE, which runs it', (name) => `EXPLAIN ANALYZE ${rename(name)}`],
    ['a script that begins harmlessly', (name) => `SET LOCAL work_mem = '4MB'; ${rename(name)}`],
    ['a script with its own transaction', (name) => `BEGIN; ${rename('first')}; COMMIT; ${rename(name)}`],
    [
      'MERGE',
      (name) => `MERGE INTO "User" u USING (SELECT '${user.id}'::uuid AS id) s ON u.id = s.id
                         WHEN MATCHED THEN UPDATE SET name = '${name}'`,
    ],
  ])('carries the scope with %s', async (_, statement) => {
    await asNurse(async () => {
      await pool.query(statement('A'));
      await pool.query(statement('B'));
    });
    const found = (await names()).filter(([type]) => type === 'User');
    expect(found.filter(([, , name]) => name !== 'first')).toEqual(byNurse('A', 'B'));
    expect(new Set(found.map(([, id]) => id))).toEqual(new Set(['u-1']));
  });

  it('leaves nothing of the scope on the connection', async () => {
    for (const statement of [rename('A'), `BEGIN; ${rename('B')}; COMMIT`, `${rename('C')}; ${rename('D')}`]) {
      await asNurse(() => pool.query(statement));
      await pool.query(rename(`after ${statement.length}`));
    }
    const sources = (await recorded()).filter(({ after }) => String(after?.['name']).startsWith('after'));
    expect(sources.map(({ source, actorId }) => `${source} ${actorId}`)).toEqual(
      Array.from({ length: 3 }, () => 'DATABASE null'),
    );
  });

  it('answers a script as pg does', async () => {
    const plain = new pg.Pool({ connectionString: app.db.appUrl, max: 1 });
    const script = `SELECT 1 AS one; SELECT 2 AS two;`;
    const shape = (results: unknown) => (results as pg.QueryResult[]).map(({ command, rows }) => ({ command, rows }));
    const expected = shape(await plain.query(script));
    expect(await asNurse(async () => shape(await pool.query(script)))).toEqual(expected);
    await plain.end();
  });

  it('takes a text without a statement', async () => {
    await asNurse(async () => {
      await pool.query('');
      await pool.query('-- nothing');
      await pool.query(RENAME, [user.id, 'A']);
    });
    expect(await names()).toEqual(byNurse('A'));
  });

  it('gives errors to the caller, and the connection works on', async () => {
    await asNurse(async () => {
      await expect(pool.query(rename("it's broken"))).rejects.toMatchObject({ code: expect.any(String) });
      await expect(pool.query(`${rename('lost')}; SELECT 1 / 0`)).rejects.toMatchObject({ code: '22012' });
      await pool.query(RENAME, [user.id, 'A']);
    });
    expect(await names()).toEqual(byNurse('A'));
  });
});

describe('a client of the pool', () => {
  const borrowed = (work: (client: pg.PoolClient) => Promise<unknown>) =>
    asNurse(async () => {
      const client = await pool.connect();
      try {
        await work(client);
      } finally {
        client.release();
      }
    });

  it('records what COMMIT makes true', async () => {
    await borrowed(async (client) => {
      await client.query('BEGIN');
      await client.query(RENAME, [user.id, 'A']);
      await client.query({ name: 'rename', text: RENAME, values: [user.id, 'B'] });
      expect((await client.query('COMMIT')).command).toBe('COMMIT');
    });
    expect(await names()).toEqual(byNurse('A', 'B'));
  });

  it('sends queued statements in order, without waiting between them', async () => {
    await borrowed((client) =>
      Promise.all([
        client.query('BEGIN'),
        client.query(RENAME, [user.id, 'A']),
        client.query('SAVEPOINT s'),
        client.query(RENAME, [user.id, 'lost']),
        client.query('ROLLBACK TO SAVEPOINT s'),
        client.query(RENAME, [user.id, 'B']),
        client.query('COMMIT'),
      ]),
    );
    expect(await names()).toEqual(byNurse('A', 'B'));
  });

  it('records the act alone after ROLLBACK', async () => {
    await borrowed(async (client) => {
      await client.query('BEGIN');
      await client.query(RENAME, [user.id, 'lost']);
      await client.query('ROLLBACK');
    });
    expect(await nameNow()).toBe(user.name);
    expect(await names()).toEqual([ACT]);
  });

  it('records the act alone after the COMMIT of a transaction that had failed, which answers ROLLBACK', async () => {
    await borrowed(async (client) => {
      await client.query('BEGIN');
      await client.query(RENAME, [user.id, 'lost']);
      await expect(client.query('SELECT 1 / 0')).rejects.toThrow();
      expect((await client.query('COMMIT')).command).toBe('ROLLBACK');
    });
    expect(await nameNow()).toBe(user.name);
    expect(await names()).toEqual([ACT]);
  });

  it('keeps to the next transaction that COMMIT AND CHAIN begins', async () => {
    await borrowed(async (client) => {
      await client.query('START TRANSACTION');
      await client.query(RENAME, [user.id, 'A']);
      await client.query('COMMIT AND CHAIN');
      await client.query(RENAME, [user.id, 'lost']);
      await client.query('ROLLBACK');
    });
    expect(await nameNow()).toBe('A');
    expect(await names()).toEqual(byNurse('A'));
  });

  it('runs a transaction whose BEGIN stands behind a comment', async () => {
    await borrowed(async (client) => {
      await client.query('/* by hand */ BEGIN ISOLATION LEVEL SERIALIZABLE');
      await client.query(RENAME, [user.id, 'lost']);
      await client.query('/* by hand */ ROLLBACK');
    });
    expect(await names()).toEqual([ACT]);
  });

  it('is refused at COMMIT when a deferred rule says no, and leaves no record', async () => {
    await app.db.query(`CREATE FUNCTION refuse_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
      CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON "User" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.name = 'refused') EXECUTE FUNCTION refuse_late()`);
    await borrowed(async (client) => {
      await client.query('BEGIN');
      await client.query(RENAME, [user.id, 'refused']);
      await expect(client.query('COMMIT')).rejects.toThrow('no');
    });
    expect(await names()).toEqual([ACT]);
    await expect(asNurse(() => pool.query(RENAME, [user.id, 'refused']))).rejects.toThrow('no');
    expect(await nameNow()).toBe(user.name);
    expect((await recorded()).map(({ outcome }) => outcome)).toEqual(['SUCCESS', 'FAILURE']);
  });
});

describe('a write that nobody vouches for', () => {
  const psql = (url: string, ...commands: string[]) =>
    promisify(execFile)('psql', [url, '-v', 'ON_ERROR_STOP=1', '-X', '-q', ...commands.flatMap((one) => ['-c', one])]);

  it('by psql is recorded with user, application and address', async () => {
    await psql(app.db.adminUrl, rename('By hand'));
    expect(await recorded()).toMatchObject([
      {
        action: 'UPDATE',
        event: 'user.updated',
        source: 'DATABASE',
        actorType: 'DATABASE',
        actorName: new URL(app.db.adminUrl).username,
        ip: '127.0.0.1',
        details: { databaseUser: new URL(app.db.adminUrl).username, applicationName: 'psql' },
        before: { name: user.name },
        after: { name: 'By hand' },
        requestId: null,
      },
    ]);
  });

  it('is not believed when it presents a scope as somebody else than the server', async () => {
    const claim = JSON.stringify({ source: 'HTTP', actorType: 'USER', actorId: 'innocent', event: 'x' });
    await psql(app.db.adminUrl, `SET audit.scope = '${claim}'`, rename('Framed'));
    expect(await recorded()).toMatchObject([
      { source: 'DATABASE', actorId: null, event: 'user.updated', details: { claimedScope: claim } },
    ]);
  });

  it('keeps a claim that is no scope at all', async () => {
    await psql(app.db.adminUrl, `SET audit.scope = 'x{'`, rename('Framed'));
    expect(await recorded()).toMatchObject([{ source: 'DATABASE', details: { claimedScope: 'x{' } }]);
  });

  it.each(['x{', '[]', '"text"', '{}', '{"source":"HTTP"}', '{"source":"HTTP","actorType":"GOD","event":"x"}'])(
    'is refused when the server’s own login presents %s',
    async (scope) => {
      await expect(psql(app.db.appUrl, `SET audit.scope = '${scope}'`, rename('Nobody'))).rejects.toThrow();
      expect(await nameNow()).toBe(user.name);
      expect(await recorded()).toEqual([]);
    },
  );

  it('is refused to who may change the row and not write the log', async () => {
    const role = `${app.db.name}_writer`;
    await app.db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT CONNECT ON DATABASE ${app.db.name} TO ${role};
      GRANT USAGE ON SCHEMA public TO ${role}; GRANT SELECT, UPDATE ON "User" TO ${role}`);
    try {
      const url = Object.assign(new URL(app.db.adminUrl), { username: role, password: 'x' }).toString();
      await expect(psql(url, rename('Sneaky'))).rejects.toThrow(/permission denied/);
      expect(await nameNow()).toBe(user.name);
    } finally {
      await app.db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('cannot be a TRUNCATE, which would leave no record', async () => {
    await expect(app.db.query('TRUNCATE "User" CASCADE')).rejects.toMatchObject({ code: '42501' });
  });

  it('is recorded also where triggers are switched off for the session', async () => {
    await psql(app.db.adminUrl, 'SET session_replication_role = replica', rename('Replica'));
    expect(await recorded()).toMatchObject([{ source: 'DATABASE', after: { name: 'Replica' } }]);
  });
});

it('signs in as the role that the database believes', () => {
  expect(new URL(app.db.appUrl).username).toBe(run.app.user);
});
