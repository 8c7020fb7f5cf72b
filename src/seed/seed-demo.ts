import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { AuditService, system } from '../audit/index.js';
import { PatientsService } from '../clinic/patients/patients.service.js';
import { Env } from '../config/env.js';
import { PrismaService } from '../database/prisma.service.js';
import { UsersService } from '../users/users.service.js';
import { type DemoLogin, readDemoLogins, writeDemoLogins } from './demo-logins.js';
import { DEMO_PATIENTS } from './demo-patients.js';
import { demoUsers } from './demo-users.js';

// Several servers may start on one empty database; one of them seeds.
const SEED_LOCK = 7_203_114_553;

/** Fills an empty database with the demo clinic. Returns the demo logins, as far as this data directory knows them. */
export async function seedDemo(app: INestApplicationContext, say: (line: string) => void): Promise<DemoLogin[]> {
  const env = app.get(Env);
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [SEED_LOCK]);
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
    const patients = app.get(PatientsService);
    await app.get(AuditService).run({ actor: system('seed'), event: 'patient.created' }, async () => {
      for (const patient of DEMO_PATIENTS) await patients.create(patient);
    });
    return logins;
  } finally {
    await client.end();
  }
}
