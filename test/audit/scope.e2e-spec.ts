import { randomUUID } from 'node:crypto';
import { AuditService } from '../../src/audit/index.js';
import { PrismaService } from '../../src/database/prisma.service.js';
import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const app = useApp({
  DATABASE_POOL_SIZE: '5',
  DATABASE_TIMEOUT_MS: '60000',
  DATABASE_CONNECT_TIMEOUT_MS: '60000',
  REQUEST_TIMEOUT_MS: '100000',
  IDLE_TIMEOUT_MS: '100000',
});

const USERS = 50;
const REQUESTS = 2_000;
// More sockets than this wait in the system's queue for new connections, which is not what is to be tested.
const SOCKETS = 200;

it('never mixes 2,000 requests of 50 users over five connections', async () => {
  const people = await Promise.all(
    Array.from({ length: USERS }, async (_, at) => {
      const user = await aUser(app, { roles: ['ADMIN'], name: `Admin ${at}` });
      return { ...user, client: (await app.signIn(user.email)).client };
    }),
  );
  const targets = await Promise.all(Array.from({ length: 20 }, () => aUser(app)));
  const asked = new Map<string, string>();
  const statuses = new Set<number>();
  const ask = async (at: number) => {
    const { id, client } = people[at % USERS]!;
    const requestId = randomUUID();
    asked.set(requestId, id);
    const target = `/api/users/${targets[at % targets.length]!.id}`;
    const request = at % 3 === 0 ? client.get('/api/auth/me') : client.patch(target, { name: `Name ${at}` });
    statuses.add((await request.set('x-request-id', requestId)).status);
  };
  let next = 0;
  await Promise.all(
    Array.from({ length: SOCKETS }, async () => {
      while (next < REQUESTS) await ask(next++);
    }),
  );
  expect(statuses).toEqual(new Set([200]));
  const records = (await app.recorded()).filter(({ requestId }) => asked.has(requestId!));
  expect(records.filter(({ requestId, actorId }) => asked.get(requestId!) !== actorId)).toEqual([]);
  expect(records).toHaveLength(REQUESTS);
  expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(REQUESTS);
}, 120_000);

it('never mixes 2,000 writes that wait for five connections at the same moment', async () => {
  const prisma = app.nest.get(PrismaService);
  const audit = app.nest.get(AuditService);
  const targets = await Promise.all(Array.from({ length: 20 }, () => aUser(app)));
  await Promise.all(
    Array.from({ length: REQUESTS }, (_, at) => {
      const actor = { type: 'USER', id: `user-${at % USERS}` } as const;
      return audit.run({ actor, event: 'probe.mixed' }, () =>
        prisma.user.update({
          where: { id: targets[at % targets.length]!.id },
          data: { name: `user-${at % USERS} at ${at}` },
        }),
      );
    }),
  );
  const records = await app.recorded({ event: 'probe.mixed' });
  expect(records).toHaveLength(REQUESTS);
  expect(records.filter(({ actorId, after }) => !String(after!['name']).startsWith(`${actorId} `))).toEqual([]);
}, 120_000);

it('records 200 concurrent increments of one row as one unbroken chain', async () => {
  const user = await aUser(app);
  const prisma = app.nest.get(PrismaService);
  const { id } = await prisma.session.create({
    data: { userId: user.id, userEmail: user.email, tokenHash: 'x', expiresAt: new Date() },
  });
  await Promise.all(
    Array.from({ length: 200 }, (_, at) =>
      app.nest
        .get(AuditService)
        .run({ actor: { type: 'SYSTEM', name: `job ${at}` }, event: 'session.counted' }, () =>
          prisma.session.update({ where: { id }, data: { generation: { increment: 1 } } }),
        ),
    ),
  );
  const records = await app.recorded({ event: 'session.counted' });
  expect(records.map(({ before, after }) => [before!['generation'], after!['generation']])).toEqual(
    Array.from({ length: 200 }, (_, at) => [at, at + 1]),
  );
  expect(new Set(records.map(({ actorName }) => actorName)).size).toBe(200);
});
