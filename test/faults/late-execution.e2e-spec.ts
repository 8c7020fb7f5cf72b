import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { createApp } from '../../src/app.setup.js';
import { AuditedPool, AuditService } from '../../src/audit/index.js';
import { PrismaService } from '../../src/database/prisma.service.js';
import { testEnv } from '../support/app.js';
import { until } from '../support/until.js';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.js';

// A server of its own is made first.
jest.setTimeout(300_000);

// Of a write that should succeed, too: a machine with much else to do needs a while for one.
const TIMEOUT_MS = 2_000;
let postgres: OwnPostgres;
let nest: NestFastifyApplication;
let pool: AuditedPool;
let other: pg.Client;
let id: string;
beforeAll(async () => {
  postgres = await startOwnPostgres();
  nest = await createApp(testEnv(postgres.appUrl, { DATABASE_TIMEOUT_MS: String(TIMEOUT_MS) }));
  await nest.init();
  pool = new AuditedPool({
    connectionString: postgres.appUrl,
    statement_timeout: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS + 500,
  });
  other = new pg.Client({ connectionString: postgres.appUrl });
  await other.connect();
  ({ id } = (await other.query<{ id: string }>('SELECT id FROM "User"')).rows[0]!);
});
afterAll(async () => {
  postgres.thaw();
  await other.end();
  await pool.end();
  await nest.close();
  await postgres.stop();
});

const run = (work: () => PromiseLike<unknown>) =>
  nest.get(AuditService).run({ actor: { type: 'SYSTEM', name: 'job' }, event: 'probe.changed' }, work);
const nameNow = async () =>
  (await other.query<{ name: string }>('SELECT name FROM "User" WHERE id = $1', [id])).rows[0]!.name;
const records = async () =>
  (
    await other.query<{ outcome: string; entityType: string }>(
      `SELECT outcome, "entityType" FROM audit_log WHERE event = 'probe.changed' ORDER BY id`,
    )
  ).rows.map(({ outcome, entityType }) => `${outcome} ${entityType}`);

/** Longer than anybody waits for an answer: each of these gets none. */
async function whileFrozen(...asked: (() => PromiseLike<unknown>)[]): Promise<void> {
  postgres.freeze();
  try {
    const outcomes = await Promise.allSettled(asked.map((ask) => ask()));
    expect(outcomes.map(({ status }) => status)).toEqual(asked.map(() => 'rejected'));
    await sleep(TIMEOUT_MS);
  } finally {
    postgres.thaw();
  }
}

it('does not change a row after the caller has given up, by whatever way he asked', async () => {
  const prisma = nest.get(PrismaService);
  await Promise.all([prisma.user.count(), pool.query('SELECT 1'), pool.query('SELECT 2')]);
  const before = await nameNow();
  const asked = [
    () => prisma.user.update({ where: { id }, data: { name: 'late' } }),
    () => pool.query(`UPDATE "User" SET name = 'late' WHERE id = $1`, [id]),
    () => pool.query(`UPDATE "User" SET name = 'late' WHERE id = '${id}'; SELECT 1;`),
  ];
  await whileFrozen(...asked.map((ask) => () => run(ask)));
  // The failures of the jobs are written as soon as the database takes them, and once.
  await until(async () => (await records()).length >= asked.length);
  await sleep(1_500);
  expect(await nameNow()).toBe(before);
  expect(await records()).toEqual(['FAILURE Job', 'FAILURE Job', 'FAILURE Job']);
});

it('does not commit a transaction after the caller has given up', async () => {
  const before = await nameNow();
  await run(async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`UPDATE "User" SET name = 'committed late' WHERE id = $1`, [id]);
      await whileFrozen(() => client.query('COMMIT'));
    } finally {
      client.release(true);
    }
  });
  await sleep(500);
  expect(await nameNow()).toBe(before);
});

it('writes again at once when the database is back', async () => {
  await run(() => pool.query(`UPDATE "User" SET name = 'Admin again' WHERE id = $1`, [id]));
  await run(() => nest.get(PrismaService).user.update({ where: { id }, data: { name: 'Admin Example' } }));
  expect(await nameNow()).toBe('Admin Example');
});

it('recovers when the clocks have come apart', async () => {
  const clock = performance.now.bind(performance);
  await run(() => pool.query(`UPDATE "User" SET name = 'Before' WHERE id = $1`, [id]));
  // This process seems to have slept for a minute: the connections that are open believe in an earlier time.
  const slept = clock() - 60_000;
  performance.now = () => slept;
  try {
    await expect(run(() => pool.query(`UPDATE "User" SET name = 'After' WHERE id = $1`, [id]))).rejects.toMatchObject({
      code: '57014',
    });
  } finally {
    performance.now = clock;
  }
  await run(() => pool.query(`UPDATE "User" SET name = 'After' WHERE id = $1`, [id]));
  expect(await nameNow()).toBe('After');
});
