// A clinic day from 50 clients, audited and with auditing compiled out: npm run bench:clinic. Both sides have the same
// seeded clinic, to the id, and get the same requests.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clinicDay } from './support/clinic-day.mjs';
import { interleave, load, ratios, spread } from './support/measure.mjs';
import { report, table } from './support/report.mjs';
import { query, startPostgres, startServer } from './support/servers.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 60);
const PATIENTS = Number(process.env.PATIENTS ?? 300);
const SEED = fileURLToPath(new URL('../dist/seed/cli.js', import.meta.url));

const dataDir = mkdtempSync(join(tmpdir(), 'custodia-bench-clinic-'));
const postgres = await startPostgres();
const servers = [];
try {
  const audited = await postgres.createDatabase('clinic_audited', { audited: true });
  await seed(audited.appUrl);
  const plain = await postgres.copyWithoutAudit('clinic_audited', 'clinic_plain');
  const logins = JSON.parse(readFileSync(join(dataDir, 'demo-logins.json'), 'utf8'));
  const variants = {};
  for (const [name, database] of Object.entries({ audited, plain })) {
    const server = await startServer(database.appUrl, { audited: name === 'audited' });
    servers.push(server);
    const ids = await idsOf(database.adminUrl);
    variants[name] = async ({ warmUp }) => {
      const requests = await clinicDay({ url: server.url, logins, ids });
      return load({ url: server.url, seconds: warmUp ? Math.min(SECONDS, 10) : SECONDS, requests });
    };
  }
  const seeded = await recordsOf(plain);
  const results = await interleave(variants, ROUNDS);
  if ((await recordsOf(plain)) !== seeded) throw new Error('the side without auditing was audited');
  if ((await recordsOf(audited)) === seeded) throw new Error('the audited side was not audited');
  await report('A clinic day', `ROUNDS=${ROUNDS} SECONDS=${SECONDS} npm run bench:clinic`, told(results));
} finally {
  for (const server of servers) await server.stop();
  await postgres.stop();
  rmSync(dataDir, { recursive: true });
}

/** `load` has refused every round with an error in it. */
function told({ audited, plain }) {
  const numbers = (rounds, field) => rounds.map((round) => round[field]);
  const rows = Object.entries({ audited, 'auditing compiled out': plain }).map(([name, rounds]) => [
    name,
    ...['rps', 'p50', 'p99'].map((field) => spread(numbers(rounds, field))),
    0,
  ]);
  const ratio = spread(ratios(numbers(audited, 'rps'), numbers(plain, 'rps')), 2);
  const what = `50 clients on a seeded clinic of ${PATIENTS} patients: views, lists, searches, one write in four, one sign-in in a hundred.`;
  return `${what}\n\n${table(['side', 'requests/s', 'p50 ms', 'p99 ms', 'errors'], rows)}\n\nRatio: ${ratio}; the target is 0.85.`;
}

async function seed(databaseUrl) {
  const child = spawn(process.execPath, [SEED, '--patients', String(PATIENTS)], {
    env: { ...process.env, DATABASE_URL: databaseUrl, MIGRATE_DATABASE_URL: '', DATA_DIR: dataDir },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((ok) => child.once('exit', ok));
  if (code !== 0) throw new Error(`the seed ended with code ${code}`);
}

async function recordsOf({ adminUrl }) {
  return (await query(adminUrl, 'SELECT count(*)::int AS count FROM audit_log'))[0].count;
}

async function idsOf(adminUrl) {
  await query(adminUrl, 'VACUUM ANALYZE');
  const of = async (from) =>
    (await query(adminUrl, `SELECT id FROM ${from} ORDER BY id LIMIT 200`)).map(({ id }) => id);
  return {
    patients: await of('"Patient" WHERE NOT restricted'),
    practitioners: await of('"Practitioner"'),
    medicines: await of('"Medicine"'),
  };
}
