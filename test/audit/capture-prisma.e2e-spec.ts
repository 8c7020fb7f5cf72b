import type { Prisma } from '../../src/generated/prisma/client.js';
import { AuditService } from '../../src/audit/index.js';
import { PrismaService } from '../../src/database/prisma.service.js';
import { type RecordRow, useApp } from '../support/app.js';
import { aUser, anEmail } from '../support/users.js';

const app = useApp();
const actor = { type: 'USER', id: 'u-1', email: 'nurse@clinic.example', name: 'Nurse', roles: ['NURSE'] } as const;
const TIMES = { createdAt: expect.any(String), updatedAt: expect.any(String) };
let prisma: PrismaService;
let audit: AuditService;
beforeAll(() => {
  prisma = app.nest.get(PrismaService);
  audit = app.nest.get(AuditService);
});

const asNurse = <T>(work: () => PromiseLike<T>) =>
  audit.run({ actor, event: 'probe.changed', entityType: 'Probe' }, work);
const newUser = (name: string) => ({ email: anEmail(), name, passwordHash: 'x' });
const newSession = (userEmail: string) => ({ userEmail, tokenHash: 'secret-hash', expiresAt: new Date() });
const brief = ({ action, entityType, entityId }: RecordRow) => `${action} ${entityType} ${entityId}`;

type Tx = Prisma.TransactionClient;
type User = { id: string; email: string; name: string };

/** What the records say of the change, in order: action, model, id, and the part of before and after that matters. */
interface Expected {
  action: string;
  entityType?: string;
  entityId?: string;
  before?: object | null;
  after?: object | null;
  changedFields?: string[];
}

interface Path {
  act: (db: Tx, user: User, other: User) => PromiseLike<unknown>;
  records: (user: User, other: User) => Expected[];
}

const renamed = (user: User, name: string): Expected => ({
  action: 'UPDATE',
  entityId: user.id,
  before: { ...TIMES, id: user.id, name: user.name, passwordHash: '[redacted]' },
  after: { id: user.id, name, passwordHash: '[redacted]' },
  changedFields: ['name'],
});
const created = (name: string): Expected => ({
  action: 'CREATION',
  before: null,
  after: { ...TIMES, name, passwordHash: '[redacted]', active: true },
  changedFields: [],
});
const deleted = (user: User): Expected => ({
  action: 'DELETION',
  entityId: user.id,
  before: { name: user.name, email: user.email },
  after: null,
  changedFields: [],
});

const paths: Record<string, Path> = {
  create: {
    act: (db) => db.user.create({ data: newUser('New') }),
    records: () => [created('New')],
  },
  createMany: {
    act: (db) => db.user.createMany({ data: [newUser('One'), newUser('Two')] }),
    records: () => [created('One'), created('Two')],
  },
  createManyAndReturn: {
    act: (db) => db.user.createManyAndReturn({ data: [newUser('One'), newUser('Two')] }),
    records: () => [created('One'), created('Two')],
  },
  update: {
    act: (db, { id }) => db.user.update({ where: { id }, data: { name: 'Changed' } }),
    records: (user) => [renamed(user, 'Changed')],
  },
  updateMany: {
    act: (db, user, other) =>
      db.user.updateMany({ where: { id: { in: [user.id, other.id] } }, data: { name: 'Changed' } }),
    records: (user, other) => [renamed(user, 'Changed'), renamed(other, 'Changed')],
  },
  updateManyAndReturn: {
    act: (db, { id }) => db.user.updateManyAndReturn({ where: { id }, data: { name: 'Changed' } }),
    records: (user) => [renamed(user, 'Changed')],
  },
  'upsert of a new row': {
    act: (db) =>
      db.user.upsert({
        where: { id: '01890000-0000-7000-8000-000000000000' },
        create: newUser('Upserted'),
        update: { name: 'no' },
      }),
    records: () => [created('Upserted')],
  },
  'upsert of a row that is there': {
    act: (db, { id }) => db.user.upsert({ where: { id }, create: newUser('no'), update: { name: 'Upserted' } }),
    records: (user) => [renamed(user, 'Upserted')],
  },
  delete: {
    act: (db, { id }) => db.user.delete({ where: { id } }),
    records: (user) => [deleted(user)],
  },
  deleteMany: {
    act: (db, user, other) => db.user.deleteMany({ where: { id: { in: [user.id, other.id] } } }),
    records: (user, other) => [deleted(user), deleted(other)],
  },
  'nested create': {
    act: (db) => db.user.create({ data: { ...newUser('Parent'), sessions: { create: newSession('a@b.example') } } }),
    records: () => [
      created('Parent'),
      { action: 'CREATION', entityType: 'Session', after: { userEmail: 'a@b.example' } },
    ],
  },
  'nested update and delete': {
    act: async (db, { id }) => {
      const { id: session } = await db.session.create({ data: { ...newSession('one@b.example'), userId: id } });
      await db.user.update({
        where: { id },
        data: { name: 'Parent', sessions: { update: { where: { id: session }, data: { userAgent: 'curl' } } } },
      });
      await db.user.update({ where: { id }, data: { sessions: { delete: { id: session } } } });
    },
    records: (user) => [
      { action: 'CREATION', entityType: 'Session', after: { userId: user.id } },
      renamed(user, 'Parent'),
      { action: 'UPDATE', entityType: 'Session', changedFields: ['userAgent'], after: { userAgent: 'curl' } },
      { action: 'DELETION', entityType: 'Session', before: { userAgent: 'curl' }, after: null },
    ],
  },
  'nested connect': {
    act: async (db, user, other) => {
      const { id } = await db.session.create({ data: { ...newSession('one@b.example'), userId: user.id } });
      await db.user.update({ where: { id: other.id }, data: { sessions: { connect: { id } } } });
    },
    records: (user, other) => [
      { action: 'CREATION', entityType: 'Session', after: { userId: user.id } },
      {
        action: 'UPDATE',
        entityType: 'Session',
        changedFields: ['userId'],
        before: { userId: user.id },
        after: { userId: other.id },
      },
    ],
  },
  'a cascade of a foreign key': {
    act: async (db, { id }) => {
      await db.session.create({ data: { ...newSession('one@b.example'), userId: id } });
      await db.user.delete({ where: { id } });
    },
    records: (user) => [
      { action: 'CREATION', entityType: 'Session' },
      deleted(user),
      { action: 'DELETION', entityType: 'Session', before: { userId: user.id } },
    ],
  },
  $executeRaw: {
    act: (db, { id }) => db.$executeRaw`UPDATE "User" SET name = ${'Raw'} WHERE id = ${id}::uuid`,
    records: (user) => [renamed(user, 'Raw')],
  },
  '$executeRawUnsafe with several statements': {
    act: (db, user, other) =>
      db.$executeRawUnsafe(
        `SET LOCAL work_mem = '4MB'; UPDATE "User" SET name = 'One; and' WHERE id = '${user.id}';
         DELETE FROM "User" WHERE id = '${other.id}' -- the last word`,
      ),
    records: (user, other) => [renamed(user, 'One; and'), deleted(other)],
  },
  '$queryRaw with a common table expression': {
    act: (db, { id }) =>
      db.$queryRaw`WITH changed AS (UPDATE "User" SET name = 'Cte' WHERE id = ${id}::uuid RETURNING id) SELECT * FROM changed`,
    records: (user) => [renamed(user, 'Cte')],
  },
  'a block of procedural code': {
    act: (db, { id }) =>
      db.$executeRawUnsafe(`DO $$ BEGIN UPDATE "User" SET name = 'Block' WHERE id = '${id}'; END $$`),
    records: (user) => [renamed(user, 'Block')],
  },
};

const cases = Object.entries(paths);

describe.each(cases)('%s', (_, { act, records }) => {
  const expected = (user: User, other: User) =>
    records(user, other).map(({ before, after, ...rest }) => ({
      entityType: 'User',
      event: 'probe.changed',
      outcome: 'SUCCESS',
      source: 'JOB',
      actorType: 'USER',
      actorId: 'u-1',
      actorEmail: 'nurse@clinic.example',
      actorName: 'Nurse',
      actorRoles: ['NURSE'],
      ...rest,
      ...(before === undefined ? {} : { before: before && expect.objectContaining(before) }),
      ...(after === undefined ? {} : { after: after && expect.objectContaining(after) }),
    }));
  const pair = async () => [await aUser(app, { name: 'First' }), await aUser(app, { name: 'Second' })] as const;

  it('records every row with before, after, actor and event', async () => {
    const [user, other] = await pair();
    await changesOnly();
    await asNurse(() => act(prisma, user, other));
    const found = await changesOnly();
    expect(sorted(found)).toMatchObject(sorted(expected(user, other)));
    expect(JSON.stringify(found)).not.toMatch(/secret-hash|\$argon2/);
    expect(new Set(found.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('leaves neither change nor record when its transaction is rolled back', async () => {
    const [user, other] = await pair();
    await changesOnly();
    const before = await tables();
    const failing = asNurse(() =>
      prisma.$transaction(async (tx) => {
        await act(tx, user, other);
        throw new Error('late');
      }),
    );
    await expect(failing).rejects.toThrow('late');
    expect(await tables()).toEqual(before);
    expect(await changesOnly()).toMatchObject([
      { event: 'probe.changed', entityType: 'Probe', outcome: 'FAILURE', details: { reason: 'internal-error' } },
    ]);
  });
});

describe('a batch $transaction([...])', () => {
  it('records all of its writes under one transaction', async () => {
    const user = await aUser(app);
    await changesOnly();
    await asNurse(() =>
      prisma.$transaction([
        prisma.user.update({ where: { id: user.id }, data: { name: 'A' } }),
        prisma.$executeRaw`UPDATE "User" SET name = 'B' WHERE id = ${user.id}::uuid`,
        prisma.user.delete({ where: { id: user.id } }),
      ]),
    );
    const found = await changesOnly();
    expect(found.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['UPDATE', 'u-1'],
      ['UPDATE', 'u-1'],
      ['DELETION', 'u-1'],
    ]);
    expect(new Set(found.map((row) => (row as RecordRow & { txId: string }).txId)).size).toBe(1);
  });

  it('leaves nothing of the writes that came before the failing one', async () => {
    const user = await aUser(app);
    await changesOnly();
    const before = await tables();
    await expect(
      asNurse(() =>
        prisma.$transaction([
          prisma.user.update({ where: { id: user.id }, data: { name: 'A' } }),
          prisma.user.update({ where: { id: user.id }, data: { email: 'UPPER@clinic.example' } }),
        ]),
      ),
    ).rejects.toThrow();
    expect(await tables()).toEqual(before);
    expect(await changesOnly()).toMatchObject([{ outcome: 'FAILURE' }]);
  });
});

describe('an interactive transaction', () => {
  it.each(['ReadCommitted', 'RepeatableRead', 'Serializable'] as const)('runs at %s', async (isolationLevel) => {
    const user = await aUser(app);
    await changesOnly();
    await asNurse(() =>
      prisma.$transaction((tx) => tx.user.update({ where: { id: user.id }, data: { name: 'A' } }), { isolationLevel }),
    );
    expect(await changesOnly()).toMatchObject([{ action: 'UPDATE', actorId: 'u-1', after: { name: 'A' } }]);
  });

  it('gives each write the meaning that was described before it', async () => {
    const user = await aUser(app);
    await changesOnly();
    await asNurse(() =>
      prisma.$transaction(async (tx) => {
        await tx.user.update({ where: { id: user.id }, data: { name: 'A' } });
        audit.describe({ event: 'probe.renamed', reason: 'asked for', details: { step: 2 } });
        await tx.user.update({ where: { id: user.id }, data: { name: 'B' } });
      }),
    );
    expect(await changesOnly()).toMatchObject([
      { event: 'probe.changed', reason: null, details: null },
      { event: 'probe.renamed', reason: 'asked for', details: { step: 2 } },
    ]);
  });

  it('keeps the meaning when a savepoint takes back the write that carried it', async () => {
    const user = await aUser(app);
    await changesOnly();
    await asNurse(() =>
      prisma.$transaction(async (tx) => {
        await tx.user.update({ where: { id: user.id }, data: { name: 'A' } });
        await tx.$executeRawUnsafe('SAVEPOINT here');
        audit.describe({ details: { step: 2 } });
        await tx.user.update({ where: { id: user.id }, data: { name: 'lost' } });
        await tx.$executeRawUnsafe('ROLLBACK TO SAVEPOINT here');
        await tx.user.update({ where: { id: user.id }, data: { name: 'B' } });
      }),
    );
    expect(await changesOnly()).toMatchObject([
      { details: null, after: { name: 'A' } },
      { details: { step: 2 }, before: { name: 'A' }, after: { name: 'B' } },
    ]);
  });

  it('records the act itself when every write was taken back', async () => {
    const user = await aUser(app);
    await changesOnly();
    await asNurse(() =>
      prisma.$transaction(async (tx) => {
        await tx.$executeRawUnsafe('SAVEPOINT here');
        await tx.user.update({ where: { id: user.id }, data: { name: 'lost' } });
        await tx.$executeRawUnsafe('ROLLBACK TO SAVEPOINT here');
      }),
    );
    expect((await changesOnly()).map(brief)).toEqual(['UPDATE Probe null']);
  });

  it('nested in another one, records what the outer one commits', async () => {
    const user = await aUser(app);
    await changesOnly();
    await asNurse(() =>
      prisma.$transaction(async (tx) => {
        await tx.user.update({ where: { id: user.id }, data: { name: 'A' } });
        await tx
          .$transaction(async (inner) => {
            await inner.user.update({ where: { id: user.id }, data: { name: 'lost' } });
            throw new Error('inner');
          })
          .catch(() => undefined);
        await tx.$transaction((inner) => inner.user.update({ where: { id: user.id }, data: { name: 'B' } }));
      }),
    );
    expect((await changesOnly()).map(({ after }) => after?.['name'])).toEqual(['A', 'B']);
  });

  it('rolls back as a whole when an error inside is caught, and says so', async () => {
    const user = await aUser(app);
    await changesOnly();
    const outcome = await asNurse(() =>
      prisma.$transaction(async (tx) => {
        await tx.user.update({ where: { id: user.id }, data: { name: 'lost' } });
        await tx.user.update({ where: { id: user.id }, data: { email: 'UPPER@x' } }).catch(() => undefined);
        return 'went on';
      }),
    ).catch((error: Error) => error);
    const [row] = await app.db.query<{ name: string }>('SELECT name FROM "User" WHERE id = $1', [user.id]);
    expect(row!.name).toBe(user.name);
    // Whatever the transaction told its caller: no record of a change that is not there, and one of the act.
    expect((await changesOnly()).map(brief)).toEqual(['UPDATE Probe null']);
    expect(outcome).toBeDefined();
  });
});

describe('meaning that no change could carry', () => {
  it('becomes one record of the act', async () => {
    const user = await aUser(app);
    await changesOnly();
    await asNurse(async () => {
      await prisma.user.update({ where: { id: user.id }, data: { name: 'A' } });
      audit.describe({ details: { step: 2 } });
      await prisma.user.updateMany({ where: { id: '01890000-0000-7000-8000-000000000000' }, data: { name: 'none' } });
    });
    expect(await changesOnly()).toMatchObject([
      { entityType: 'User', details: null },
      { entityType: 'Probe', details: { step: 2 }, outcome: 'SUCCESS' },
    ]);
  });

  it('stays told when it was told once', async () => {
    const user = await aUser(app);
    await changesOnly();
    await asNurse(async () => {
      audit.describe({ details: { step: 1 } });
      await prisma.user.update({ where: { id: user.id }, data: { name: 'A' } });
      await prisma.user.updateMany({ where: { id: user.id }, data: { name: 'A' } });
    });
    expect(await changesOnly()).toMatchObject([{ entityType: 'User', details: { step: 1 } }]);
  });
});

it('records a job that changed nothing as one act, and a failed one as one failure', async () => {
  await changesOnly();
  await asNurse(() => prisma.user.count());
  await expect(asNurse(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await changesOnly()).toMatchObject([
    { entityType: 'Probe', outcome: 'SUCCESS', statusCode: null },
    { entityType: 'Probe', outcome: 'FAILURE', details: { reason: 'internal-error' }, statusCode: null },
  ]);
});

it('records a write without any scope as one of the database’s', async () => {
  const user = await aUser(app);
  await changesOnly();
  await prisma.user.update({ where: { id: user.id }, data: { name: 'A' } });
  expect(await changesOnly()).toMatchObject([
    { source: 'DATABASE', actorType: 'DATABASE', event: 'user.updated', details: { applicationName: 'custodia' } },
  ]);
});

let seen = '00000000-0000-0000-0000-000000000000';
/** The records since the last call. */
async function changesOnly(): Promise<RecordRow[]> {
  const rows = await app.db.query<RecordRow & { [column: string]: unknown }>(
    'SELECT * FROM audit_log WHERE id > $1 ORDER BY id',
    [seen],
  );
  seen = rows.at(-1)?.id ?? seen;
  return rows;
}

/** The order of rows within one statement is the planner's. */
function sorted<T extends { action: string; entityType?: string; entityId?: string | null; after?: unknown }>(
  rows: T[],
) {
  const name = ({ after }: T) =>
    (after as { sample?: { name?: string }; name?: string } | null | undefined)?.name ?? '';
  return [...rows].sort((a, b) =>
    `${a.entityType} ${a.action} ${a.entityId ?? ''}${name(a)}`.localeCompare(
      `${b.entityType} ${b.action} ${b.entityId ?? ''}${name(b)}`,
    ),
  );
}

async function tables(): Promise<unknown> {
  return app.db.query(
    `SELECT (SELECT json_agg(u ORDER BY id) FROM "User" u) AS users, (SELECT json_agg(s ORDER BY id) FROM "Session" s) AS sessions`,
  );
}
