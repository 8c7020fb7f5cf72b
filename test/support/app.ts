import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Type } from '@nestjs/common';
import { AuditService } from '../../src/audit/index.js';
import { AppModule } from '../../src/app.module.js';
import { createApp } from '../../src/app.setup.js';
import { Env, readSettings } from '../../src/config/env.js';
import type { Role } from '../../src/generated/prisma/enums.js';
import { Client } from './client.js';
import { cloneDatabase, run, type TestDatabase } from './database.js';
import { expectLogToAddUp } from './log-oracle.js';

/** How the requests that only set a test's scene are named; `recorded()` leaves them out. */
export const GIVEN = 'given-';

/** A row of the log. */
export interface RecordRow {
  id: string;
  recordedAt: Date;
  action: string;
  event: string;
  outcome: string;
  source: string;
  actorType: string;
  actorId: string | null;
  actorEmail: string | null;
  actorName: string | null;
  actorRoles: string[];
  entityType: string;
  entityId: string | null;
  entityLabel: string | null;
  patientIds: string[];
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  changedFields: string[];
  details: Record<string, unknown> | null;
  reason: string | null;
  purposeOfUse: string | null;
  requestId: string | null;
  sessionId: string | null;
  ip: string | null;
  userAgent: string | null;
  method: string | null;
  route: string | null;
  path: string | null;
  statusCode: number | null;
}

export interface TestApp {
  readonly url: string;
  readonly db: TestDatabase;
  readonly nest: NestFastifyApplication;
  /** A client signed in as the clinic's one user of that role; signs in at its first request. */
  as: (role: Role) => Client;
  anonymous: Client;
  /** The records since the test began, oldest first; what a test is given (sign-ins, factories) is not part of it. */
  recorded: (filter?: Partial<RecordRow>) => Promise<RecordRow[]>;
  signIn: (email: string, password?: string) => Promise<{ accessToken: string; refreshToken: string; client: Client }>;
}

export function testEnv(appUrl: string, settings: Record<string, string> = {}): Env {
  return new Env({
    ...readSettings({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent', ...settings }),
    DATABASE_URL: appUrl,
    JWT_SECRET: 'a secret of the tests, 32 bytes or more',
  });
}

interface UseAppOptions {
  /** Why the log of this file cannot add up in the end; without it the oracle checks that it does. */
  logIsBrokenBecause?: string;
  /** Routes beside the application's own. */
  controllers?: Type[];
}

class Probes {}

/** The application on a database of its own, for all tests of one file. */
export function useApp(
  settings: Record<string, string> = {},
  { logIsBrokenBecause, controllers = [] }: UseAppOptions = {},
): TestApp {
  const state: { url: string; db?: TestDatabase; nest?: NestFastifyApplication } = { url: '' };
  const tokens = new Map<string, Promise<string>>();
  const anonymous = new Client(() => state.url);

  beforeAll(async () => {
    state.db = await cloneDatabase();
    const env = testEnv(state.db.appUrl, settings);
    state.nest = await createApp(env, { module: Probes, imports: [AppModule.forRoot(env)], controllers });
    await state.nest.listen(0, '127.0.0.1');
    state.url = (await state.nest.getUrl()).replace('[::1]', '127.0.0.1');
  });
  let began = new Date();
  beforeEach(async () => {
    await state.nest!.get(AuditService).settled();
    began = (await state.db!.query<{ now: Date }>('SELECT clock_timestamp() AS now'))[0]!.now;
  });
  afterAll(async () => {
    await state.nest?.close();
    try {
      if (state.db && logIsBrokenBecause === undefined) await expectLogToAddUp(state.db);
    } finally {
      await state.db?.drop();
    }
  });

  const signIn = async (email: string, password = run.password) => {
    const { body } = await anonymous
      .post('/api/auth/login', { email, password })
      .set('x-request-id', `${GIVEN}${randomUUID()}`)
      .expect(200);
    const { accessToken, refreshToken } = body as { accessToken: string; refreshToken: string };
    return {
      accessToken,
      refreshToken,
      client: new Client(
        () => state.url,
        () => Promise.resolve(`Bearer ${accessToken}`),
      ),
    };
  };
  const authorization = (role: Role) => {
    const token =
      tokens.get(role) ??
      signIn(`${role.toLowerCase()}@clinic.example`).then(({ accessToken }) => `Bearer ${accessToken}`);
    tokens.set(role, token);
    return token;
  };

  return {
    get url() {
      return state.url;
    },
    get db() {
      return state.db!;
    },
    get nest() {
      return state.nest!;
    },
    as: (role) =>
      new Client(
        () => state.url,
        () => authorization(role),
      ),
    anonymous,
    async recorded(filter = {}) {
      await state.nest!.get(AuditService).settled();
      const rows = await state.db!.query<RecordRow & pg.QueryResultRow>(
        `SELECT * FROM audit_log WHERE "recordedAt" >= $1 AND NOT starts_with(coalesce("requestId", ''), $2) ORDER BY id`,
        [began, GIVEN],
      );
      return rows.filter((row) =>
        Object.entries(filter).every(([key, value]) => row[key as keyof RecordRow] === value),
      );
    },
    signIn,
  };
}
