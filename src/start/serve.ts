import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../app.setup.js';
import { lockDataDir } from '../config/data-lock.js';
import { Env, readSettings, type Settings } from '../config/env.js';
import { readSecrets } from '../config/secrets.js';
import { StartRefused } from '../config/start-refused.js';
import { listenOnce } from '../database/embedded/ports.js';
import { openDatabase } from '../database/open-database.js';
import { refuseDangers } from '../database/safety.js';
import { prepareDatabase } from '../prepare-database.js';
import { ensureFirstAdmin } from '../seed/first-admin.js';
import { refuseDemo } from '../seed/refuse-demo.js';
import { seedStaff } from '../seed/seed-demo.js';
import { banner } from './banner.js';
import { fillBeside } from './fill-beside.js';
import { type Shutdown, within } from './shutdown.js';

/** From the environment to a listening server; every step tells the shutdown how to undo it. */
export async function serve(shutdown: Shutdown): Promise<void> {
  const settings = readSettings(process.env);
  // JSON logs own the standard output in production.
  const output = settings.NODE_ENV === 'production' ? process.stderr : process.stdout;
  const say = (line: string) => void output.write(`${line}\n`);
  await refuseTakenPort(settings);
  const { signal } = shutdown;
  const secrets = () => readSecrets(settings.DATA_DIR);
  if (settings.DATABASE_URL === undefined) shutdown.add({ close: lockDataDir(settings.DATA_DIR) });

  const database = await openDatabase({ settings, secrets, prepare: prepareDatabase, say, signal });
  shutdown.add(database);
  if (database.applied.length > 0) say(`Migrated the database: ${database.applied.join(', ')}`);
  await refuseDangers(database.appUrl, settings.NODE_ENV === 'production', say);
  signal.throwIfAborted();

  const JWT_SECRET = settings.JWT_SECRET ?? secrets().jwtSecret;
  const app = await createApp(new Env({ ...settings, DATABASE_URL: database.appUrl, JWT_SECRET }));
  shutdown.add({ close: () => drain(app, settings.REQUEST_TIMEOUT_MS) });
  if (settings.NODE_ENV === 'production') await refuseDemo(app);
  // The demo staff first: they come into an empty database, and have an administrator of their own.
  const logins = settings.SEED_DEMO ? await seedStaff(app, say) : [];
  await ensureFirstAdmin(app, say);
  signal.throwIfAborted();

  await app.listen(settings.PORT, settings.HOST);
  say(banner((await app.getUrl()).replace('[::1]', 'localhost'), logins));
  if (logins.length > 0) shutdown.add(await fillBeside(app, say));
}

/** Requests that run are answered; one that hangs must not hold the shutdown of the machine. */
async function drain(app: NestFastifyApplication, ms: number): Promise<void> {
  const server = app.getHttpServer();
  // A connection that was busy when the closing began would be kept alive for its next request.
  const sweeping = setInterval(() => server.closeIdleConnections(), 50);
  await within(ms, app.close());
  clearInterval(sweeping);
}

/** Before anything is started: the answer to a taken port should not take ten seconds. */
async function refuseTakenPort({ HOST, PORT }: Settings): Promise<void> {
  try {
    await listenOnce(PORT, HOST);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'EADDRINUSE' ? 'is taken; stop what listens there, or set PORT' : `cannot be used: ${message}`;
    throw new StartRefused(`The address ${HOST}:${PORT} ${reason}`, { cause: error });
  }
}
