import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../dist/database/embedded-postgres.js';
import { prepareDatabase } from '../../dist/prepare-database.js';

// Databases carry the day they were made for: a later run removes what a killed one left, and runs beside it stay apart.
const DAY = Math.floor(Date.now() / 86_400_000);
const PREFIX = `custodia_test_${DAY}_${randomBytes(4).toString('hex')}`;
const TEMPLATE = `${PREFIX}_template`;
const APP = { user: 'custodia_test_app', password: 'app-password-of-the-tests' };
const PASSWORD = 'correct horse battery staple';

/** One PostgreSQL for the run (yours, if DATABASE_URL names one), one migrated template that every test file clones. */
export default async function globalSetup() {
  const adminUrl = process.env.MIGRATE_DATABASE_URL || process.env.DATABASE_URL || (await startOwnServer());
  process.env.CUSTODIA_TEST = JSON.stringify({
    adminUrl,
    prefix: PREFIX,
    template: TEMPLATE,
    app: APP,
    password: PASSWORD,
  });
  await withClient(adminUrl, async (client) => {
    await dropDatabases(client, (day) => day < DAY - 1);
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
  });
  const templateUrl = Object.assign(new URL(adminUrl), { pathname: `/${TEMPLATE}` });
  const appUrl = Object.assign(new URL(templateUrl), { username: APP.user, password: APP.password });
  await prepareDatabase({ adminUrl: templateUrl.toString(), appUrl: appUrl.toString() });
  await withClient(templateUrl.toString(), insertOneUserPerRole);
}

async function dropDatabases(client, concerns) {
  const { rows } = await client.query(`SELECT datname FROM pg_database WHERE datname ~ '^custodia_test_[0-9]+_'`);
  for (const { datname } of rows) {
    if (!concerns(Number(datname.split('_')[2]))) continue;
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(datname)} WITH (FORCE)`);
  }
}

async function startOwnServer() {
  const dataDir = mkdtempSync(join(tmpdir(), 'custodia-test-'));
  // PostgreSQL runs as another user when the tests run as root; it must be able to walk in.
  chmodSync(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off', max_connections: '300' } });
  globalThis.testPostgres = { server, dataDir };
  return server.superuserUrl;
}

// The cost of a password check is written in its hash: this one is cheap, so that signing in costs a test nothing.
async function insertOneUserPerRole(client) {
  const passwordHash = await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });
  await client.query(
    `INSERT INTO "User" (email, name, "passwordHash", roles, "emailVerifiedAt", "updatedAt")
     SELECT lower(role::text) || '@clinic.example', initcap(role::text) || ' Example', $1, ARRAY[role], now(), now()
     FROM unnest(enum_range(NULL::"Role")) role`,
    [passwordHash],
  );
}

async function withClient(connectionString, use) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
