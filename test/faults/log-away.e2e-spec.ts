import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { installAudit, declareTriggers, modelsOf } from '../../src/audit/index.js';
import { clinicAuditPolicy } from '../../src/clinic/clinic.audit-policy.js';
import { PrismaService } from '../../src/database/prisma.service.js';
import { rolesFor } from '../../src/database/roles.js';
import { type RecordRow, useApp } from '../support/app.js';
import { run } from '../support/database.js';
import { aUser } from '../support/users.js';

const TIMEOUT_MS = 600;
const app = useApp({
  DATABASE_TIMEOUT_MS: String(TIMEOUT_MS),
  DATABASE_CONNECT_TIMEOUT_MS: '600',
  DATABASE_POOL_SIZE: '3',
  TRUSTED_PROXIES: '127.0.0.1',
});
const APP = pg.escapeIdentifier(run.app.user);

/** Takes the log away; what it returns gives it back. */
type Fault = () => Promise<() => Promise<unknown>>;

const faults: Record<string, Fault> = {
  'the right to write it is revoked': async () => {
    await app.db.query(`REVOKE ALL ON audit_log FROM ${APP}`);
    return installAgain;
  },
  'another session locks it': async () => {
    const other = await connected(app.db.adminUrl);
    await other.query('BEGIN; LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE');
    return () => other.end();
  },
  'it has no partition': async () => {
    const parts = await app.db.query<{ part: string; bounds: string }>(
      `SELECT inhrelid::regclass::text AS part, pg_get_expr(relpartbound, oid) AS bounds
       FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'audit_log'::regclass`,
    );
    for (const { part } of parts) await app.db.query(`ALTER TABLE audit_log DETACH PARTITION ${part}`);
    return async () => {
      for (const { part, bounds } of parts)
        await app.db.query(`ALTER TABLE audit_log ATTACH PARTITION ${part} ${bounds}`);
      await installAgain();
    };
  },
  'it refuses every row, as a full disk would': async () => {
    await app.db.query('ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (false) NOT VALID');
    return () => app.db.query('ALTER TABLE audit_log DROP CONSTRAINT full_disk');
  },
  'it is gone': async () => {
    await app.db.query('ALTER TABLE audit_log RENAME TO audit_log_elsewhere');
    return () => app.db.query('ALTER TABLE audit_log_elsewhere RENAME TO audit_log');
  },
};

const connected = async (connectionString: string) => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
};

async function installAgain(): Promise<void> {
  const owner = await connected(app.db.adminUrl);
  await owner.query(`SET ROLE ${pg.escapeIdentifier(rolesFor(run.app.user).owner)}`);
  const declared = declareTriggers(clinicAuditPolicy, modelsOf(app.nest.get(PrismaService)));
  await installAudit(owner, { declared, appRole: run.app.user });
  await owner.end();
}

interface Asked {
  requestId: string;
  status: number;
  text: string;
  retryAfter: string | null;
  code: string | undefined;
  ms: number;
}

async function ask(how: 'change' | 'view' | 'refused', id: string): Promise<Asked> {
  const path = `/api/users/${id}`;
  const requestId = `${how}-${randomUUID()}`;
  const request =
    how === 'change'
      ? app.as('ADMIN').patch(path, { name: 'Changed' })
      : (how === 'view' ? app.as('ADMIN') : app.as('NURSE')).get(path);
  const start = performance.now();
  const { status, text, body, headers } = await request.set('x-request-id', requestId);
  const ms = performance.now() - start;
  return { requestId, status, text, retryAfter: headers.get('retry-after'), code: body?.code, ms };
}

const nameOf = async (id: string) =>
  (await app.db.query<{ name: string }>('SELECT name FROM "User" WHERE id = $1', [id]))[0]!.name;

/** The records of these requests, as soon as there are as many as requests. */
async function recordsOf(asked: Asked[]): Promise<RecordRow[]> {
  const patience = Date.now() + 8_000;
  for (;;) {
    const found = (await app.recorded()).filter((row) => asked.some(({ requestId }) => requestId === row.requestId));
    if (found.length >= asked.length || Date.now() > patience) return found;
    await new Promise((ok) => setTimeout(ok, 50));
  }
}

beforeAll(async () => {
  // The database would refuse half of what is done to it here.
  await app.db.query('DROP EVENT TRIGGER audit_trace_change; DROP EVENT TRIGGER audit_trace_drop');
  await Promise.all([app.as('ADMIN').get('/api/auth/me'), app.as('NURSE').get('/api/auth/me')]);
});

describe.each(Object.entries(faults))('while the log is away because %s', (_, takeAway) => {
  it('nothing changes, nobody is shown anything, refusals stay refusals; then all of it is recorded', async () => {
    const { id, name, email } = await aUser(app);
    const giveBack = await takeAway();
    const asked: Asked[] = [];
    try {
      asked.push(...(await Promise.all([ask('change', id), ask('view', id), ask('refused', id)])));
      asked.push(...(await Promise.all([ask('view', id), ask('change', id), ask('refused', id)])));
      expect(await nameOf(id)).toBe(name);
    } finally {
      await giveBack();
    }
    for (const { requestId, status, text, retryAfter, code, ms } of asked) {
      // The statement's time, then a second at most for the record of the failure.
      expect(ms).toBeLessThan(4_000);
      expect(text).not.toMatch(new RegExp(`${name}|${email}`));
      if (requestId.startsWith('refused')) expect([status, code]).toEqual([403, 'role-required']);
      else expect([status, code, retryAfter]).toEqual([503, expect.stringMatching(/audit-unavailable|timeout/), '5']);
    }
    const kept = await recordsOf(asked);
    expect(kept).toHaveLength(asked.length);
    expect(new Set(kept.map(({ requestId }) => requestId))).toEqual(new Set(asked.map(({ requestId }) => requestId)));
    for (const record of kept) {
      expect(record).toMatchObject({
        entityId: id,
        outcome: record.requestId!.startsWith('refused') ? 'DENIED' : 'FAILURE',
      });
      expect(record.before ?? record.after).toBeNull();
    }
    const again = await Promise.all([ask('change', id), ask('view', id)]);
    expect(again.map(({ status }) => status)).toEqual([200, 200]);
    expect((await recordsOf(again)).map(({ outcome }) => outcome)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await nameOf(id)).toBe('Changed');
  }, 40_000);
});

it('shows nothing when the recorder alone cannot reach the database', async () => {
  const { id, name } = await aUser(app);
  await Promise.all(Array.from({ length: 6 }, () => app.as('ADMIN').get('/api/auth/me').expect(200)));
  const superuser = await connected(run.adminUrl);
  await superuser.query(`ALTER DATABASE ${app.db.name} ALLOW_CONNECTIONS false`);
  await superuser.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'custodia-audit'`,
    [app.db.name],
  );
  let shown: Asked;
  let changed: Asked;
  try {
    [shown, changed] = [await ask('view', id), await ask('change', id)];
  } finally {
    await superuser.query(`ALTER DATABASE ${app.db.name} ALLOW_CONNECTIONS true`);
    await superuser.end();
  }
  expect(shown).toMatchObject({ status: 503, code: 'audit-unavailable', retryAfter: '5' });
  expect(shown.text).not.toContain(name);
  // The change carries its record with it, over the other pool.
  expect(changed.status).toBe(200);
  expect(new Set((await recordsOf([shown, changed])).map(({ outcome }) => outcome))).toEqual(
    new Set(['FAILURE', 'SUCCESS']),
  );
  expect((await ask('view', id)).status).toBe(200);
});

it('still records what is refused when the business pool is exhausted', async () => {
  const { id } = await aUser(app);
  const pool = app.nest.get(pg.Pool);
  const held = await Promise.all(Array.from({ length: 3 }, () => pool.connect()));
  let asked: Asked[];
  try {
    asked = await Promise.all([ask('change', id), ask('view', id)]);
    await app.anonymous.get(`/api/users/${id}`).expect(401);
  } finally {
    for (const client of held) client.release();
  }
  expect(asked.map(({ status, code, retryAfter }) => [status, code, retryAfter])).toEqual([
    [503, 'busy', '1'],
    [503, 'busy', '1'],
  ]);
  expect(await recordsOf(asked)).toMatchObject([{ outcome: 'FAILURE' }, { outcome: 'FAILURE' }]);
  expect(await app.recorded({ statusCode: 401 })).toHaveLength(1);
  expect((await ask('change', id)).status).toBe(200);
});

it('counts what does not fit into the backlog, and says so', async () => {
  const giveBack = await faults['another session locks it']!();
  try {
    // Each from another address: nothing is alike, so nothing is counted together.
    for (let at = 0; at < 1_200; at += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, of) =>
          app.anonymous
            .get('/api/nowhere')
            .set('x-forwarded-for', `10.1.${at / 100}.${of}`)
            .expect(404),
        ),
      );
    }
  } finally {
    await giveBack();
  }
  const patience = Date.now() + 10_000;
  const told = async () =>
    (await app.recorded()).reduce((sum, { details }) => sum + ((details?.['count'] as number | undefined) ?? 1), 0);
  while ((await told()) < 1_200 && Date.now() < patience) await new Promise((ok) => setTimeout(ok, 250));
  expect(await told()).toBe(1_200);
  const [suppressed] = await app.recorded({ event: 'audit.suppressed' });
  expect(suppressed).toMatchObject({ outcome: 'FAILURE', actorType: 'SYSTEM', details: { count: expect.any(Number) } });
}, 60_000);
