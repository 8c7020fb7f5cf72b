import pg from 'pg';
import { withDatabase, withLogin } from '../config/connection-url.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import type { OpenDatabase, OpenOptions } from './opening.js';
import { rolesFor } from './roles.js';

const DATABASE = 'custodia';
const APP = 'custodia_app';
const MIGRATOR = 'custodia_migrator';

export async function openEmbeddedDatabase({ settings, secrets, prepare, say }: OpenOptions): Promise<OpenDatabase> {
  say('Starting PostgreSQL');
  const server = await startEmbeddedPostgres({ dataDir: settings.DATA_DIR, say });
  try {
    const { appPassword, migratorPassword } = secrets();
    await onServer(server.superuserUrl, createDatabase);
    const adminUrl = withDatabase(server.superuserUrl, DATABASE);
    const appUrl = withLogin(adminUrl, { user: APP, password: appPassword });
    const applied = await prepare({ adminUrl, appUrl });
    await onServer(server.superuserUrl, (client) => createMigrator(client, migratorPassword));
    return { appUrl, applied, close: () => server.stop(), kill: () => server.kill() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
}

/** The owner cannot log in; this login acts as the owner from its first statement. */
async function createMigrator(client: pg.Client, password: string): Promise<void> {
  const { owner } = rolesFor(APP);
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [MIGRATOR]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${MIGRATOR} LOGIN IN ROLE ${owner}`);
  await client.query(`ALTER ROLE ${MIGRATOR} PASSWORD ${pg.escapeLiteral(password)}`);
  await client.query(`ALTER ROLE ${MIGRATOR} SET role = '${owner}'`);
}

async function onServer(connectionString: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
