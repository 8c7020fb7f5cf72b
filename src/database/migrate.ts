import { createHash } from 'node:crypto';
import pg from 'pg';
import { asRole, loginOf } from '../config/connection-url.js';
import { type DatabaseRoles, grantTables, provisionRoles, rolesFor } from './roles.js';
import { applyMigrations, MIGRATIONS_DIR, readMigrations } from './schema-engine.js';

// Any number of servers may start at once; one of them migrates.
const MIGRATION_LOCK = 7_203_114_551;

export interface MigrateOptions {
  /** Connects as a superuser or as a role that may create roles. */
  adminUrl: string;
  /** What the server will connect with; its user becomes the app role. */
  appUrl: string;
  directory?: string;
  /** Runs as the owner once the schema stands, under the same lock. */
  afterwards?: (owner: pg.Client, roles: DatabaseRoles) => Promise<void>;
}

/** Creates the roles, applies what is pending as the owner role, repeats the grants. Returns the applied names. */
export async function migrate({
  adminUrl,
  appUrl,
  directory = MIGRATIONS_DIR,
  afterwards,
}: MigrateOptions): Promise<string[]> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: 'custodia-migrate' });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const roles = { ...rolesFor(loginOf(appUrl).user), ...(await presentOwner(admin)) };
    await provisionRoles(admin, roles, appUrl);
    await admin.query(`SET ROLE ${pg.escapeIdentifier(roles.owner)}`);
    const pending = await pendingMigrations(admin, directory);
    const applied = pending.length > 0 ? await applyMigrations(asRole(adminUrl, roles.owner), directory) : [];
    await grantTables(admin, roles);
    await afterwards?.(admin, roles);
    return applied;
  } finally {
    await admin.end();
  }
}

/** A database that was migrated before keeps its owner, whatever the app role is called today. */
async function presentOwner(admin: pg.Client): Promise<Partial<DatabaseRoles>> {
  const { rows } = await admin.query<{ owner: string }>(
    `SELECT pg_get_userbyid(relowner)::text AS owner FROM pg_class WHERE oid = to_regclass('public._prisma_migrations')`,
  );
  return { ...rows[0] };
}

/** Names in the directory that the database has not finished; an edited migration is an error. */
export async function pendingMigrations(client: pg.Client | pg.Pool, directory = MIGRATIONS_DIR): Promise<string[]> {
  const { rows: table } = await client.query<{ present: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS present`,
  );
  const { migrationDirectories } = await readMigrations(directory);
  if (!table[0]!.present) return migrationDirectories.map(({ path }) => path);
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const checksums = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  return migrationDirectories
    .filter(({ path, migrationFile: { content } }) => {
      const known = checksums.get(path);
      if (known === undefined) return true;
      if (content.tag === 'ok' && known !== createHash('sha256').update(content.value).digest('hex')) {
        throw new Error(
          `Migration ${path} was edited after it was applied; restore the file and write a new migration`,
        );
      }
      return false;
    })
    .map(({ path }) => path);
}
