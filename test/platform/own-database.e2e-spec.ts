import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { withDatabase, withLogin } from '../../src/config/connection-url.js';
import { rolesFor } from '../../src/database/roles.js';
import { databaseUrl } from '../support/database.js';
import { refusedStart, ServerProcess, temporaryDirectory } from '../support/server.js';

// Servers start here, several a test.
jest.setTimeout(120_000);

// Roles belong to the whole server: these are this run's own.
const run = randomBytes(4).toString('hex');
const data = temporaryDirectory();
const admin = new pg.Pool({ connectionString: databaseUrl(), max: 1 });
const databases: string[] = [];
const roles: string[] = [];

afterAll(async () => {
  for (const name of databases) await admin.query(`DROP DATABASE ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  for (const name of roles) await admin.query(`DROP ROLE IF EXISTS ${pg.escapeIdentifier(name)}`);
  await admin.end();
  data.remove();
});

async function emptyDatabase(name: string, owner?: string): Promise<string> {
  databases.push(name);
  await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} ${owner ? `OWNER ${owner}` : ''}`);
  return withDatabase(databaseUrl(), name);
}

async function role(name: string, attributes: string): Promise<void> {
  roles.push(name);
  await admin.query(`CREATE ROLE ${pg.escapeIdentifier(name)} LOGIN PASSWORD 'of the role' ${attributes}`);
}

/** An address for the server to work with; its roles are made by the migration. */
function appOf(url: string, user: string, password = 'of the app'): string {
  roles.unshift(...Object.values(rolesFor(user)));
  return withLogin(url, { user, password });
}

const settings = (urls: Record<string, string>) => ({ DATA_DIR: data.path, SEED_DEMO: 'false', ...urls });

async function startAndStop(urls: Record<string, string>): Promise<string> {
  const server = await ServerProcess.start(settings(urls));
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
  return server.output;
}

async function connectedAs(url: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const who = `SELECT DISTINCT usename AS user FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'custodia'`;
    return (await client.query(who)).rows;
  } finally {
    await client.end();
  }
}

it('migrates with an administrator and works as a role of its own', async () => {
  const url = await emptyDatabase(`platform_${run}`);
  const server = await ServerProcess.start(settings({ DATABASE_URL: url, SEED_DEMO: 'true' }));
  expect(await connectedAs(url)).toEqual([{ user: 'custodia_app' }]);
  expect(await server.stop()).toBe(0);
});

it('follows the password in DATABASE_URL, whatever characters it and the names are made of', async () => {
  const url = await emptyDatabase(`platform ${run} "ü" %`);
  const user = `Clinic '${run}'_app`;
  const first = appOf(url, user, `p@ss/w#r?d %20 "'\\ ü`);
  expect(await startAndStop({ DATABASE_URL: first, MIGRATE_DATABASE_URL: url })).toContain('Migrated');
  const changed = withLogin(url, { user, password: 'another' });
  const refused = await refusedStart(settings({ DATABASE_URL: changed }));
  expect(refused.said).toMatch(/^DATABASE_URL: cannot connect to .* password authentication failed .*$/);
  expect(refused.said).not.toContain('another');
  await startAndStop({ DATABASE_URL: changed, MIGRATE_DATABASE_URL: url });
  expect(await startAndStop({ DATABASE_URL: changed })).not.toContain('Migrated');
  expect((await refusedStart(settings({ DATABASE_URL: first }))).code).toBe(1);
});

it('migrates as a role that may create roles and owns the database', async () => {
  await role(`maker_${run}`, 'CREATEROLE');
  const url = await emptyDatabase(`platform_made_${run}`, `maker_${run}`);
  const maker = withLogin(url, { user: `maker_${run}`, password: 'of the role' });
  const app = appOf(url, `made_${run}_app`);
  expect(await startAndStop({ DATABASE_URL: app, MIGRATE_DATABASE_URL: maker })).toContain('Migrated');
  expect(await startAndStop({ DATABASE_URL: app, MIGRATE_DATABASE_URL: maker })).not.toContain('Migrated');
});

it('says what is missing when the role that migrates does not own the database', async () => {
  await role(`stranger_${run}`, 'CREATEROLE');
  const url = await emptyDatabase(`platform_foreign_${run}`);
  const stranger = withLogin(url, { user: `stranger_${run}`, password: 'of the role' });
  const { code, said } = await refusedStart(
    settings({ DATABASE_URL: appOf(url, `strange_${run}_app`), MIGRATE_DATABASE_URL: stranger }),
  );
  expect(code).toBe(1);
  expect(said).toMatch(/^The user stranger_\w+ may not migrate .* owns the database and has CREATEROLE$/);
});

it('tells a role that does not migrate what is pending and what to set', async () => {
  await role(`plain_${run}`, '');
  const url = await emptyDatabase(`platform_plain_${run}`);
  const { code, said } = await refusedStart(
    settings({ DATABASE_URL: withLogin(url, { user: `plain_${run}`, password: 'of the role' }) }),
  );
  expect(code).toBe(1);
  expect(said).toMatch(
    /^Migrations are pending \(2.*\) and plain_\w+ does not migrate; set MIGRATE_DATABASE_URL to .*$/,
  );
});

it('migrates once when several servers start on an empty database', async () => {
  const url = await emptyDatabase(`platform_many_${run}`);
  const urls = { DATABASE_URL: appOf(url, `many_${run}_app`), MIGRATE_DATABASE_URL: url, SEED_DEMO: 'true' };
  const servers = await Promise.all([1, 2, 3].map(() => ServerProcess.start(settings(urls))));
  expect(servers.filter(({ output }) => output.includes('Migrated'))).toHaveLength(1);
  expect(servers.filter(({ output }) => output.includes('Filling the demo clinic'))).toHaveLength(1);
  expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0, 0]);
});

it('keeps the owner of a database whose app role gets another name', async () => {
  const url = await emptyDatabase(`platform_renamed_${run}`);
  await startAndStop({ DATABASE_URL: appOf(url, `old_${run}_app`), MIGRATE_DATABASE_URL: url });
  await startAndStop({ DATABASE_URL: appOf(url, `new_${run}_app`), MIGRATE_DATABASE_URL: url });
});
