import { existsSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { readSettings } from '../config/env.js';
import { StartRefused } from '../config/start-refused.js';
import { Shutdown } from '../start/shutdown.js';

const MOST = 100_000;
const LESS_URGENT = 10;
const USAGE = `usage: npm run seed -- [--patients N]

Fills an empty database with the demo clinic: two sites, twenty staff, N patients (300 unless said, at most ${MOST})
and three months of their appointments, treatment and bills. The staff do it through the API, so that the audit log has
every act. What is named and how often it happens is the same each time.

The database is that of DATABASE_URL, the one of a server that runs here, or else the embedded one of DATA_DIR.
A run that was stopped goes on where it was; a larger N adds patients to a clinic that is complete.`;

const shutdown = new Shutdown();
// npm start runs this beside the server, which comes first, and whose end, even a sudden one, is ours.
if (process.channel) setPriority(LESS_URGENT);
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const patients = readArguments();
  if (patients === undefined) process.stdout.write(`${USAGE}\n`);
  else {
    // Loaded when it is needed: help should not wait for a whole application.
    const { seedRun } = await import('./seed-run.js');
    await seedRun(readSettings(process.env), patients, shutdown);
  }
  await shutdown.exit(0);
} catch (error) {
  const stopped = shutdown.signal.aborted;
  process.stderr.write(`${stopped ? 'Stopped; the same command goes on from here' : reasonOf(error)}\n`);
  await shutdown.exit(stopped ? 130 : 1);
}

/** How many patients; undefined for help. */
function readArguments(): number | undefined {
  const options = { patients: { type: 'string', default: '300' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values } = parseArgs({ options });
    if (values.help) return undefined;
    const patients = Number(values.patients);
    if (Number.isInteger(patients) && patients >= 1 && patients <= MOST) return patients;
    throw new StartRefused(`--patients must be a whole number from 1 to ${MOST}`);
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    throw new StartRefused(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof StartRefused || !(error instanceof Error)) return (error as Error).message;
  return error.stack ?? error.message;
}
