import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../dist/database/embedded-postgres.js';
import { migrate } from '../../dist/database/migrate.js';
import { prepareDatabase } from '../../dist/prepare-database.js';

const APP = { username: 'custodia_bench_app', password: 'app-password-of-the-benchmarks' };

/** A PostgreSQL of its own with safe settings, as `npm start` runs it. */
export async function startPostgres(settings = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'custodia-bench-'));
  chmodSync(dataDir, 0o711);
  const server = await startEmbeddedPostgres({
    dataDir,
    settings: { shared_buffers: '512MB', max_connections: '200', ...settings },
  });
  return {
    urlOf: (name) => Object.assign(new URL(server.superuserUrl), { pathname: `/${name}` }).toString(),
    async createDatabase(name, { audited }) {
      await query(server.superuserUrl, `CREATE DATABASE ${name}`);
      const adminUrl = this.urlOf(name);
      const appUrl = Object.assign(new URL(adminUrl), APP).toString();
      await (audited ? prepareDatabase : migrate)({ adminUrl, appUrl });
      return { adminUrl, appUrl };
    },
    /** The same rows under the same ids, and nothing that audits them. */
    async copyWithoutAudit(from, name) {
      await query(server.superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${from}`);
      const adminUrl = this.urlOf(name);
      await removeAudit(adminUrl);
      return { adminUrl, appUrl: Object.assign(new URL(adminUrl), APP).toString() };
    },
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function removeAudit(adminUrl) {
  // What watches over the log's objects first: it would not let the others go.
  const events = await query(
    adminUrl,
    'SELECT format($$DROP EVENT TRIGGER %I$$, evtname) AS drop FROM pg_event_trigger',
  );
  for (const { drop } of events) await query(adminUrl, drop);
  const triggers = await query(
    adminUrl,
    `SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) AS drop
     FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
     WHERE proname LIKE 'audit%' AND tgparentid = 0 AND NOT tgisinternal AND tgrelid <> 'audit_log'::regclass`,
  );
  for (const { drop } of triggers) await query(adminUrl, drop);
}

/** The built application as a process of its own; without auditing when `audited` is false. */
export async function startServer(databaseUrl, { audited, asStarted = false }) {
  const here = (file) => fileURLToPath(new URL(file, import.meta.url));
  // As `npm start` runs it: with little memory rather than little garbage collection.
  const lean = asStarted ? { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '65536' } : {};
  const flags = asStarted ? ['--max-semi-space-size=8', '--heap-growing-percent=50'] : [];
  if (!audited) flags.push('--import', here('./without-audit.mjs'));
  const child = spawn(process.execPath, [...flags, here('./server.mjs')], {
    env: { ...process.env, ...lean, BENCH_DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((ok, no) => {
    child.once('exit', (code) => no(new Error(`the server ended with code ${code}`)));
    // Warnings of the start may come first.
    createInterface(child.stdout).on('line', (line) => line.startsWith('{"url"') && ok(JSON.parse(line).url));
  });
  return {
    url,
    pid: child.pid,
    stop: () => new Promise((ok) => (child.once('exit', ok), child.kill('SIGTERM'))),
  };
}

export async function query(url, sql, values) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const PASSWORD = 'a password of the benchmarks';

/** Someone who may sign in; the cost of a password check is in its hash, and this one is cheap. */
export async function addUser(adminUrl, role) {
  await query(
    adminUrl,
    `INSERT INTO "User" (email, name, "passwordHash", roles, "emailVerifiedAt", "updatedAt")
     VALUES ($1, initcap($2) || ' Bench', $3, ARRAY[$2]::"Role"[], now(), now())`,
    [emailOf(role), role, await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 })],
  );
}

/** The headers of a signed-in request. */
export function signIn(url, role) {
  return signInWith(url, { email: emailOf(role), password: PASSWORD });
}

export async function signInWith(url, { email, password }) {
  const response = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`the login answered ${response.status}`);
  return { authorization: `Bearer ${(await response.json()).accessToken}` };
}

function emailOf(role) {
  return `${role.toLowerCase()}@bench.example`;
}
