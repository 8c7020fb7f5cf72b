import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { AuditService, system } from '../audit/index.js';
import { Env } from '../config/env.js';
import { PrismaService } from '../database/prisma.service.js';
import { UsersService } from '../users/users.service.js';
import { type DemoLogin, readDemoLogins, writeDemoLogins } from './demo-logins.js';
import { demoUsers } from './demo-users.js';

// Several servers may start on one empty database; one of them makes the staff, and one lets them work.
const STAFF_LOCK = 7_203_114_553;
const CLINIC_LOCK = 7_203_114_554;

/** Makes the demo staff in an empty database. Returns the demo logins, as far as this data directory knows them. */
export function seedStaff(app: INestApplicationContext, say: (line: string) => void): Promise<DemoLogin[]> {
  const env = app.get(Env);
  return connected(env, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [STAFF_LOCK]);
    if ((await app.get(PrismaService).user.count()) > 0) return readDemoLogins(env.DATA_DIR);
    say('Filling the demo clinic');
    const users = demoUsers();
    const logins = users.map(({ role, email, password }) => ({ role, email, password }));
    // Written first: users whose passwords nobody knows would be of no use.
    writeDemoLogins(env.DATA_DIR, logins);
    const service = app.get(UsersService);
    await app.get(AuditService).run({ actor: system('seed'), event: 'user.created' }, async () => {
      for (const { role, ...user } of users) await service.create({ ...user, roles: [role] });
    });
    return logins;
  });
}

/** Does the work unless another process does it at this moment: then undefined. */
export function unlessUnderWay<Result>(env: Env, work: () => Promise<Result>): Promise<Result | undefined> {
  return connected(env, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [CLINIC_LOCK]);
    return rows[0]!.mine ? work() : undefined;
  });
}

async function connected<Result>(env: Env, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
