import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** What the set-up of the run left in the environment. */
export const run = JSON.parse(process.env['CUSTODIA_TEST']!) as {
  adminUrl: string;
  /** How the names of this run's databases begin. */
  prefix: string;
  template: string;
  app: { user: string; password: string };
  /** The password of every user that the set-up made. */
  password: string;
};

/** The test server's address of a database; as its administrator unless a user is named. */
export function databaseUrl(name = 'postgres', as?: { user: string; password: string }): string {
  const url = new URL(run.adminUrl);
  url.pathname = `/${name}`;
  if (as) Object.assign(url, { username: as.user, password: as.password });
  return url.toString();
}

export interface TestDatabase {
  name: string;
  /** As the app role: what the server is given. */
  appUrl: string;
  /** As the administrator of the server (a superuser on the embedded one). */
  adminUrl: string;
  /** Runs one statement as the administrator. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** Runs one statement as the server's login: only it may record what users do. */
  queryAsServer<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A fresh copy of the migrated template: about a tenth of a second. */
export function cloneDatabase(): Promise<TestDatabase> {
  return createDatabase(`TEMPLATE ${run.template}`);
}

/** A database with nothing in it. */
export function emptyDatabase(): Promise<TestDatabase> {
  return createDatabase('');
}

async function createDatabase(options: string): Promise<TestDatabase> {
  const name = `${run.prefix}_${randomBytes(6).toString('hex')}`;
  await administrate(`CREATE DATABASE ${name} ${options}`);
  const adminUrl = databaseUrl(name);
  const appUrl = databaseUrl(name, run.app);
  const [pool, serverPool] = [adminUrl, appUrl].map((connectionString) => {
    const made = new pg.Pool({ connectionString, max: 2, application_name: 'custodia-test' });
    return made.on('error', () => undefined);
  }) as [pg.Pool, pg.Pool];
  return {
    name,
    adminUrl,
    appUrl,
    async query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) {
      return (await pool.query<Row>(sql, values)).rows;
    },
    async queryAsServer<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) {
      return (await serverPool.query<Row>(sql, values)).rows;
    },
    async drop() {
      await Promise.all([pool.end(), serverPool.end()]);
      await administrate(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

// CREATE DATABASE … TEMPLATE refuses while anyone is connected to the template or copies it at the same moment
// with another strategy; parallel test files take turns.
async function administrate(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl() });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(720311)');
    await client.query(sql);
  } finally {
    await client.end();
  }
}
