import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { dropBrokenConnections } from '../../src/database/broken-connections.js';
import { databaseFault } from '../../src/database/prisma-error.js';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

const NOBODY = '01890000-0000-7000-8000-000000000000';
const TAKEN = 'doctor@clinic.example';

let db: TestDatabase;
let pool: pg.Pool;
let prisma: PrismaClient;
beforeAll(async () => {
  db = await cloneDatabase();
  pool = poolOf({ max: 4 });
  prisma = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' });
});
afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await db.drop();
});

const poolOf = (config: pg.PoolConfig) =>
  dropBrokenConnections(new pg.Pool({ connectionString: db.adminUrl, ...config }));
const user = (email: string) => ({ email, name: 'Somebody', passwordHash: 'x' });
const session = (userId: string) => ({ userId, userEmail: TAKEN, tokenHash: 'x', expiresAt: new Date() });
const userSql = (email: string) =>
  [
    `INSERT INTO "User" (email, name, "passwordHash", "updatedAt") VALUES ($1, 'Somebody', 'x', now())`,
    [email],
  ] as const;

async function faultOf(failing: () => PromiseLike<unknown>) {
  const error: unknown = await Promise.resolve(failing()).then(
    () => new Error('it did not fail'),
    (failure: unknown) => failure,
  );
  const fault = databaseFault(error);
  if (!fault) throw new Error('an unknown fault', { cause: error });
  // Whatever the fault, its words hold nothing of Prisma, SQL or the schema.
  expect(JSON.stringify(fault)).not.toMatch(
    /prisma|P\d{4}|\b\d[0-9A-Z]{4}\b|_key|_fkey|SELECT|INSERT|constraint|column|relation/i,
  );
  return fault;
}

const already = {
  status: 409,
  code: 'already-exists',
  detail: 'There is already a record with this email',
  errors: [{ field: 'email', message: 'email is already taken' }],
};

it.each<[string, () => PromiseLike<unknown>, object]>([
  ['a taken value, Prisma', () => prisma.user.create({ data: user(TAKEN) }), already],
  ['a taken value, many', () => prisma.user.createMany({ data: [user(TAKEN)] }), already],
  ['a taken value, raw', () => prisma.$executeRawUnsafe(userSql(TAKEN)[0], TAKEN), already],
  ['a taken value, pg', () => pool.query(...mutable(userSql(TAKEN))), already],
  [
    'a reference to nothing, Prisma',
    () => prisma.session.create({ data: session(NOBODY) }),
    { status: 409, code: 'reference-not-found' },
  ],
  [
    'a reference to nothing, pg',
    () =>
      pool.query(
        `INSERT INTO "Session" ("userId", "userEmail", "tokenHash", "expiresAt", "updatedAt") VALUES ($1, 'x', 'x', now(), now())`,
        [NOBODY],
      ),
    { status: 409, code: 'reference-not-found' },
  ],
  [
    'nothing to change, Prisma',
    () => prisma.user.update({ where: { id: NOBODY }, data: { name: 'x' } }),
    { status: 404, code: 'not-found' },
  ],
  [
    'nothing to delete, Prisma',
    () => prisma.user.delete({ where: { id: NOBODY } }),
    { status: 404, code: 'not-found' },
  ],
  [
    'nothing to find, Prisma',
    () => prisma.user.findUniqueOrThrow({ where: { id: NOBODY } }),
    { status: 404, code: 'not-found' },
  ],
  [
    'no uuid, Prisma',
    () => prisma.user.findUnique({ where: { id: 'no-uuid' } }),
    { status: 400, code: 'invalid-input' },
  ],
  [
    'no uuid, pg',
    () => pool.query('SELECT 1 FROM "User" WHERE id = $1', ['no-uuid']),
    { status: 400, code: 'invalid-input' },
  ],
  ['U+0000, Prisma', () => prisma.user.create({ data: user('a\0b') }), { status: 400, code: 'invalid-input' }],
  ['U+0000, pg', () => pool.query(...mutable(userSql('a\0b'))), { status: 400, code: 'invalid-input' }],
  ['U+0000 in jsonb, pg', () => pool.query('SELECT $1::jsonb', ['"\\u0000"']), { status: 400, code: 'invalid-input' }],
  [
    'a number too large, pg',
    () => pool.query('SELECT $1::int', ['99999999999']),
    { status: 400, code: 'invalid-input' },
  ],
  [
    'a broken rule, Prisma',
    () => prisma.user.create({ data: user('UPPER@CLINIC.EXAMPLE') }),
    { status: 422, code: 'rule-violated' },
  ],
  [
    'a broken rule, pg',
    () => pool.query(...mutable(userSql('UPPER@CLINIC.EXAMPLE'))),
    { status: 422, code: 'rule-violated' },
  ],
  [
    'a statement over its time, Prisma',
    () =>
      prisma.$transaction([
        prisma.$executeRawUnsafe('SET LOCAL statement_timeout = 50'),
        prisma.$executeRawUnsafe('SELECT pg_sleep(2)'),
      ]),
    { status: 503, code: 'timeout', retryAfter: 5 },
  ],
  [
    'a connection cut by the server, Prisma',
    () => prisma.$executeRawUnsafe('SELECT pg_terminate_backend(pg_backend_pid())'),
    { status: 503, code: 'unavailable', retryAfter: 5 },
  ],
  [
    'a connection cut by the server, pg',
    () => pool.query('SELECT pg_terminate_backend(pg_backend_pid())'),
    { status: 503, code: 'unavailable', retryAfter: 5 },
  ],
])('knows %s', async (_, failing, fault) => {
  expect(await faultOf(failing)).toMatchObject(fault);
});

it.each(['Prisma', 'pg'])('knows a lost race between transactions, %s', async (kind) => {
  const [{ id } = { id: '' }] = await db.query<{ id: string }>('SELECT id FROM "User" LIMIT 1');
  const rename = 'UPDATE "User" SET name = name || \'x\' WHERE id = $1::uuid';
  const other = await pool.connect();
  try {
    const racing =
      kind === 'Prisma'
        ? () =>
            prisma.$transaction(
              async (tx) => {
                await tx.user.findUniqueOrThrow({ where: { id } });
                await other.query(rename, [id]);
                await tx.user.update({ where: { id }, data: { name: 'y' } });
              },
              { isolationLevel: 'Serializable' },
            )
        : async () => {
            const client = await pool.connect();
            try {
              await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
              await client.query('SELECT name FROM "User" WHERE id = $1', [id]);
              await other.query(rename, [id]);
              await client.query(rename, [id]);
            } finally {
              client.release();
            }
          };
    expect(await faultOf(racing)).toMatchObject({ status: 409, code: 'concurrent-change', retryAfter: 1 });
  } finally {
    other.release();
  }
});

it.each(['Prisma', 'pg'])('knows a pool without a free connection, and says so within its limit, %s', async (kind) => {
  const small = poolOf({ max: 1, connectionTimeoutMillis: 200 });
  const client = new PrismaClient({ adapter: new PrismaPg(small) });
  const held = await small.connect();
  try {
    const start = performance.now();
    const fault = await faultOf(() => (kind === 'Prisma' ? client.user.count() : small.query('SELECT 1')));
    expect(fault).toMatchObject({ status: 503, code: 'busy', retryAfter: 1 });
    expect(performance.now() - start).toBeLessThan(1_000);
  } finally {
    held.release();
    await client.$disconnect();
    await small.end();
  }
});

it.each(['Prisma', 'pg'])('knows a server that is not there, %s', async (kind) => {
  const url = Object.assign(new URL(db.adminUrl), { port: '1' }).toString();
  const nowhere = new pg.Pool({ connectionString: url });
  const client = new PrismaClient({ adapter: new PrismaPg(nowhere) });
  expect(await faultOf(() => (kind === 'Prisma' ? client.user.count() : nowhere.query('SELECT 1')))).toMatchObject({
    status: 503,
    code: 'unavailable',
  });
  expect(
    await faultOf(() => (kind === 'Prisma' ? client.$transaction(async (tx) => tx.user.count()) : nowhere.connect())),
  ).toMatchObject({
    status: 503,
    code: 'unavailable',
  });
  await client.$disconnect();
  await nowhere.end();
});

it.each(['Prisma', 'pg'])('knows an answer that does not come, %s', async (kind) => {
  const impatient = poolOf({ max: 1, query_timeout: 200 });
  const client = new PrismaClient({ adapter: new PrismaPg(impatient) });
  const sleep = 'SELECT pg_sleep(2)';
  expect(
    await faultOf(() => (kind === 'Prisma' ? client.$executeRawUnsafe(sleep) : impatient.query(sleep))),
  ).toMatchObject({ status: 503, code: 'timeout' });
  // The connection that still waits for its answer is not used again.
  expect((await impatient.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await client.$disconnect();
  await impatient.end();
});

it('gives no connection back to the pool that is still inside a transaction', async () => {
  const impatient = poolOf({ max: 1, query_timeout: 300 });
  const client = new PrismaClient({ adapter: new PrismaPg(impatient) });
  const lost = client.$transaction(async (tx) => {
    await tx.user.updateMany({ data: { name: 'never' } });
    await tx.$executeRawUnsafe('SELECT pg_sleep(1)');
  });
  expect(await faultOf(() => lost)).toMatchObject({ status: 503 });
  const { rows } = await impatient.query<{ name: string; inside: boolean }>(
    `SELECT name, txid_current_if_assigned() IS NOT NULL AS inside FROM "User" LIMIT 1`,
  );
  expect(rows).toEqual([{ name: expect.not.stringMatching('never'), inside: false }]);
  await client.$disconnect();
  await impatient.end();
});

it('survives the loss of idle connections', async () => {
  const idle = poolOf({ max: 2 });
  await Promise.all([idle.query('SELECT 1'), idle.query('SELECT 1')]);
  const cut = new Promise<void>((ok) => idle.on('remove', () => idle.totalCount === 0 && ok()));
  await db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid() AND query = 'SELECT 1'`,
    [db.name],
  );
  await cut;
  expect((await idle.query('SELECT 1')).rowCount).toBe(1);
  await idle.end();
});

it('knows nothing of errors that are not the database’s', () => {
  for (const error of [
    new Error('x'),
    new TypeError('x'),
    'text',
    null,
    Object.assign(new Error('x'), { code: 'ABCDE' }),
  ]) {
    expect(databaseFault(error)).toBeUndefined();
  }
});

function mutable<A, B>([sql, values]: readonly [A, readonly B[]]): [A, B[]] {
  return [sql, [...values]];
}
