import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../app.setup.js';
import { lockDataDir } from '../config/data-lock.js';
import { Env, type Settings } from '../config/env.js';
import { readSecrets } from '../config/secrets.js';
import { StartRefused } from '../config/start-refused.js';
import { openDatabase } from '../database/open-database.js';
import { PrismaService } from '../database/prisma.service.js';
import { prepareDatabase } from '../prepare-database.js';
import type { Shutdown } from '../start/shutdown.js';
import { STAFF } from './demo-users.js';
import { fillClinic } from './fill-clinic.js';
import { progressTeller, readProgress } from './progress.js';
import { seedStaff, unlessUnderWay } from './seed-demo.js';

/** Fills the database of the settings with the demo clinic: the application itself, without a port. */
export async function seedRun(settings: Settings, patients: number, shutdown: Shutdown): Promise<void> {
  if (settings.NODE_ENV === 'production') throw new StartRefused('Demo data has no place in production');
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const { signal } = shutdown;
  const secrets = () => readSecrets(settings.DATA_DIR);
  if (settings.DATABASE_URL === undefined) shutdown.add({ close: lockDataDir(settings.DATA_DIR) });
  const database = await openDatabase({ settings, secrets, prepare: prepareDatabase, say, signal });
  shutdown.add(database);
  const JWT_SECRET = settings.JWT_SECRET ?? secrets().jwtSecret;
  const env = new Env({ ...settings, DATABASE_URL: database.appUrl, JWT_SECRET, LOG_LEVEL: 'error' });
  const app = await createApp(env);
  shutdown.add({ close: () => app.close() });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const done = await unlessUnderWay(env, () => fill(app, patients, { say, signal }));
  if (done === undefined) throw new StartRefused('Another process fills the demo clinic at this moment');
}

async function fill(
  app: NestFastifyApplication,
  patients: number,
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
): Promise<true> {
  const logins = await seedStaff(app, say);
  if (STAFF.some(({ email }) => !logins.some((login) => login.email === email))) {
    throw new StartRefused(
      'The database has users already, and this data directory does not know the logins of a demo clinic in it; seed an empty database, or set DATA_DIR to where its demo-logins.json lies',
    );
  }
  const told = progressTeller(patients, process.stdout);
  const filled = await fillClinic(app, { logins, patients, signal, told });
  const there = (await readProgress(app.get(PrismaService))).patients;
  if (!filled) {
    throw new StartRefused(
      `The demo clinic of ${there} patients is complete; a larger --patients adds to it, an empty database begins anew`,
    );
  }
  say(`The demo clinic is complete: ${there} patients`);
  return true;
}
