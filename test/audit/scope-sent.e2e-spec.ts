import { AuditedPool, AuditService, system } from '../../src/audit/index.js';
import { useApp } from '../support/app.js';

const app = useApp();
let pool: AuditedPool;
beforeAll(async () => {
  const body = `LANGUAGE sql AS 'SELECT 1'`;
  await app.db.query(`CREATE FUNCTION probe_reading() RETURNS int IMMUTABLE ${body}`);
  await app.db.query(`CREATE FUNCTION probe_stable() RETURNS int STABLE ${body}`);
  await app.db.query(`CREATE FUNCTION filter() RETURNS int VOLATILE ${body}`);
  await app.db.query(`CREATE FUNCTION probe_step(int, int) RETURNS int VOLATILE ${body}`);
  await app.db.query('CREATE AGGREGATE probe_sum(int) (SFUNC = probe_step, STYPE = int)');
  await app.db.query(`CREATE FUNCTION probe_writing() RETURNS int VOLATILE ${body}`);
  await app.db.query(`CREATE FUNCTION "Lower"() RETURNS int VOLATILE ${body}`);
  await app.db.query(`CREATE FUNCTION çlower() RETURNS int VOLATILE ${body}`);
  await app.db.query(`CREATE FUNCTION x$lower() RETURNS int VOLATILE ${body}`);
  // One of the two that the name may mean can write.
  await app.db.query(`CREATE FUNCTION initcap(int) RETURNS int VOLATILE ${body}`);
});
beforeEach(() => void (pool = new AuditedPool({ connectionString: app.db.appUrl, max: 1 })));
afterEach(() => pool.end());

/** Whether the database was told for whom it works. */
async function isScopeSent(what: string): Promise<boolean> {
  const text = `SELECT current_setting('audit.scope', true) AS scope, ${what}`;
  const job = { actor: system('probe'), event: 'probe.read' };
  const { rows } = await app.nest.get(AuditService).run(job, () => pool.query<{ scope: string | null }>(text));
  return (rows[0]?.scope ?? '') !== '';
}

it.each([
  ['no function', '1'],
  ['functions of PostgreSQL', `lower('A'), round(1.5), clock_timestamp(), count(*)`],
  ['a function of the application that is declared to change nothing', 'probe_reading()'],
  ['a lock on rows', 'id FROM "User" FOR UPDATE'],
  ['words that only look like a change', `'update (x)' AS "delete"`],
])('reads without the scope: %s', async (_, what) => {
  expect(await isScopeSent(what)).toBe(false);
});

it.each([
  ['a function that may write', 'probe_writing()'],
  ['a function that may call one that writes', 'probe_stable()'],
  ['an aggregate of the application', 'probe_sum(1)'],
  ['a function with the name of a clause', 'filter()'],
  ['a call between dollar tags', `$a$'$a$, probe_writing(), $a$'$a$`],
  ['a function that the database does not know by one name alone', 'initcap(1)'],
  ['a name in quotes', '"Lower"()'],
  ['a name that ends like a harmless one', 'çlower()'],
  ['a name with a dollar sign', 'x$lower()'],
  ['a name with its schema', 'public.probe_writing()'],
  ['a function that sets what it likes', `set_config('probe.x', '1', true)`],
  ['a sequence', `pg_catalog.now(), nextval(NULL)`],
])('sends the scope to %s', async (_, what) => {
  expect(await isScopeSent(what)).toBe(true);
});

it.each([
  ['a carriage return ends a comment', '--x\rSELECT'],
  ['comments stand in one another', '/* /* */ show */ SELECT'],
  ['a table is made of it', 'CREATE TEMP TABLE probe ON COMMIT DROP AS SELECT'],
])('sends the scope where %s', async (_, start) => {
  const text = `${start} set_config('probe.scope', current_setting('audit.scope', true), false) AS x`;
  const job = { actor: system('probe'), event: 'probe.read' };
  await app.nest.get(AuditService).run(job, () => pool.query(text));
  const { rows } = await pool.query<{ scope: string }>(`SELECT current_setting('probe.scope', true) AS scope`);
  expect(rows[0]!.scope).toMatch(/probe/);
});

it('sends the scope with a statement that is known by its name alone', async () => {
  const text = `SELECT current_setting('audit.scope', true) AS scope`;
  const client = await app.nest.get(AuditService).run({ actor: system('probe'), event: 'probe.read' }, async () => {
    const lent = await pool.connect();
    await lent.query({ name: 'probe', text, values: [] });
    const { rows } = await lent.query<{ scope: string }>({ name: 'probe', values: [] } as unknown as { text: string });
    expect(rows[0]!.scope).toMatch(/probe/);
    return lent;
  });
  client.release();
});

it('takes for a write what came after it had asked', async () => {
  await pool.query('SELECT 1');
  await app.db.query(`CREATE FUNCTION probe_new() RETURNS int STABLE LANGUAGE sql AS 'SELECT 1'`);
  expect(await isScopeSent('probe_new()')).toBe(true);
});
