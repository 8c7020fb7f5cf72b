import type { INestApplicationContext } from '@nestjs/common';
import { StartRefused } from '../config/start-refused.js';
import { PrismaService } from '../database/prisma.service.js';
import { DEMO_DOMAIN } from './demo-users.js';

/** Whoever tried Custodia out on this database still knows the passwords. */
export async function refuseDemo(app: INestApplicationContext): Promise<void> {
  const where = { email: { endsWith: `@${DEMO_DOMAIN}` }, active: true, deletedAt: null };
  const known = await app.get(PrismaService).user.count({ where });
  if (known === 0) return;
  throw new StartRefused(
    `Demo users are active in the database (${known} at ${DEMO_DOMAIN}): deactivate them, or begin with an empty database`,
  );
}
