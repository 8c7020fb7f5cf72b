import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartRefused } from '../config/start-refused.js';
import { loginOf, withLogin } from '../config/connection-url.js';
import { pendingMigrations } from './migrate.js';
import type { OpenDatabase, OpenOptions } from './opening.js';

const APP = 'custodia_app';
const OLDEST = 15;
const INSUFFICIENT_PRIVILEGE = '42501';
const WAIT_SECONDS = 30;
// Not there yet, or not ready yet: in a composition of containers the database is often a moment late.
const MAY_COME = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

/** Your own PostgreSQL: migrated with MIGRATE_DATABASE_URL, or with DATABASE_URL itself while trying out. */
export async function openOwnDatabase(url: string, options: OpenOptions): Promise<OpenDatabase> {
  const { settings, secrets, prepare } = options;
  const given = settings.MIGRATE_DATABASE_URL;
  if (given !== undefined && loginOf(given).user !== loginOf(url).user) {
    await look(given, 'MIGRATE_DATABASE_URL', options);
    return opened(url, await prepare({ adminUrl: given, appUrl: url }));
  }
  const { mayCreateRoles } = await look(url, 'DATABASE_URL', options);
  if (settings.NODE_ENV === 'production' || !mayCreateRoles) {
    await refusePending(url);
    return opened(url, []);
  }
  // An administrator's address serves for migrating; the server itself never runs with such rights.
  const appUrl = withLogin(url, { user: APP, password: secrets().appPassword });
  return opened(appUrl, await prepare({ adminUrl: url, appUrl }));
}

function opened(appUrl: string, applied: string[]): OpenDatabase {
  return { appUrl, applied, close: () => Promise.resolve(), kill: () => undefined };
}

async function look(url: string, variable: string, options: OpenOptions): Promise<{ mayCreateRoles: boolean }> {
  const client = await connect(url, variable, options);
  try {
    const { rows } = await client.query<{ mayCreateRoles: boolean; version: number }>(
      `SELECT rolsuper OR rolcreaterole AS "mayCreateRoles", current_setting('server_version_num')::int / 10000 AS version
       FROM pg_roles WHERE rolname = current_user`,
    );
    const { version, mayCreateRoles } = rows[0]!;
    if (version >= OLDEST) return { mayCreateRoles };
    throw new StartRefused(`${variable}: PostgreSQL ${version} is too old; Custodia needs ${OLDEST} or newer`);
  } finally {
    await client.end();
  }
}

async function connect(url: string, variable: string, { say, signal }: OpenOptions): Promise<pg.Client> {
  const deadline = Date.now() + WAIT_SECONDS * 1000;
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end();
      const { code, message } = error as NodeJS.ErrnoException;
      const { host, pathname } = new URL(url);
      if (!MAY_COME.has(code ?? '') || Date.now() > deadline) {
        const reason = message || code;
        throw new StartRefused(
          `${variable}: cannot connect to ${host}${pathname} as ${loginOf(url).user || 'nobody'}: ${reason}`,
          { cause: error },
        );
      }
      if (attempt === 0) say(`Waiting up to ${WAIT_SECONDS} s for PostgreSQL at ${host}`);
      await sleep(500, undefined, { signal });
    }
  }
}

async function refusePending(url: string): Promise<void> {
  const cure =
    'set MIGRATE_DATABASE_URL to a superuser, or to a role that owns the database and has CREATEROLE, and start again';
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const pending = await pendingMigrations(client);
    if (pending.length === 0) return;
    const names = pending.join(', ');
    throw new StartRefused(`Migrations are pending (${names}) and ${loginOf(url).user} does not migrate; ${cure}`);
  } catch (error) {
    if ((error as pg.DatabaseError).code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new StartRefused(`${loginOf(url).user} has no rights on the tables yet; ${cure}`, { cause: error });
  } finally {
    await client.end();
  }
}
