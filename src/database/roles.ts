import pg from 'pg';
import { StartRefused } from '../config/start-refused.js';
import { loginOf } from '../config/connection-url.js';

/**
 * The three database roles (the names are cluster-wide, so an installation may choose its own prefix):
 * owner owns every object and cannot log in, app is what the server connects as, reader may read the audit log.
 */
export interface DatabaseRoles {
  owner: string;
  app: string;
  reader: string;
}

const INSUFFICIENT_PRIVILEGE = '42501';
const WRONG_PASSWORD = '28P01';

/** `clinic_app` belongs with `clinic_owner` and `clinic_reader`; any other name is its own prefix. */
export function rolesFor(appUser: string): DatabaseRoles {
  const prefix = appUser.replace(/_app$/, '');
  return { owner: `${prefix}_owner`, app: appUser, reader: `${prefix}_reader` };
}

/** Creates what is missing and repeats the grants; safe to run at every migration. */
export async function provisionRoles(admin: pg.Client, roles: DatabaseRoles, appUrl: string): Promise<void> {
  try {
    await createRoles(admin, roles, loginOf(appUrl).password);
    await grantPlaces(admin, roles);
  } catch (error) {
    if ((error as pg.DatabaseError).code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw await insufficient(admin, (error as Error).message);
  }
  await followPassword(admin, roles, appUrl);
}

async function createRoles(admin: pg.Client, roles: DatabaseRoles, appPassword: string): Promise<void> {
  await createRole(admin, roles.owner, 'NOLOGIN');
  await createRole(admin, roles.reader, 'NOLOGIN');
  await createRole(admin, roles.app, `LOGIN PASSWORD ${pg.escapeLiteral(appPassword)}`);
  // PostgreSQL 16 gives a role's creator the right to hand out the role, and no right to act as it.
  const { rows } = await admin.query<{ may: boolean }>(
    `SELECT pg_has_role(current_user, $1, CASE WHEN current_setting('server_version_num')::int >= 160000
                                          THEN 'SET' ELSE 'MEMBER' END) AS may`,
    [roles.owner],
  );
  if (!rows[0]!.may) await admin.query(`GRANT ${pg.escapeIdentifier(roles.owner)} TO CURRENT_USER`);
}

// Roles belong to the whole cluster: a migration of another database may create the same one at this moment.
async function createRole(admin: pg.Client, name: string, attributes: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  if (rowCount !== 0) return;
  const create = `CREATE ROLE ${pg.escapeIdentifier(name)} ${attributes}`;
  await admin.query(
    `DO $do$ BEGIN EXECUTE ${pg.escapeLiteral(create)}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $do$`,
  );
}

async function grantPlaces(admin: pg.Client, roles: DatabaseRoles): Promise<void> {
  const [owner, app, reader] = [roles.owner, roles.app, roles.reader].map((name) => pg.escapeIdentifier(name));
  const { rows: current } = await admin.query<{ name: string }>('SELECT current_database() AS name');
  const database = pg.escapeIdentifier(current[0]!.name);
  await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await admin.query(`GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${database} TO ${owner}`);
  await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${app}, ${reader}`);
  await admin.query(`REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
  await admin.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`);
  await admin.query(`GRANT USAGE ON SCHEMA public TO ${app}, ${reader}`);
  // Who may not grant is only warned by PostgreSQL; the migration would fail later, on its first table.
  const { rows } = await admin.query<{ may: boolean }>(
    `SELECT has_database_privilege($1, current_database(), 'CREATE') AND has_schema_privilege($1, 'public', 'CREATE')
        AND has_database_privilege($2, current_database(), 'CONNECT') AS may`,
    [roles.owner, roles.app],
  );
  if (!rows[0]!.may) throw await insufficient(admin, `it may not grant rights on the database ${database}`);
}

async function insufficient(admin: pg.Client, message: string): Promise<StartRefused> {
  const { rows } = await admin.query<{ name: string }>('SELECT current_user AS name');
  return new StartRefused(
    `The user ${rows[0]!.name} may not migrate the database: ${message}. MIGRATE_DATABASE_URL needs a superuser, ` +
      'or a role that owns the database and has CREATEROLE',
  );
}

/** The password in the address is the one that counts: where it does not open the door, it becomes the role's. */
async function followPassword(admin: pg.Client, roles: DatabaseRoles, appUrl: string): Promise<void> {
  const app = new pg.Client({ connectionString: appUrl });
  try {
    await app.connect();
  } catch (error) {
    if ((error as pg.DatabaseError).code !== WRONG_PASSWORD) throw error;
    const password = pg.escapeLiteral(loginOf(appUrl).password);
    await admin.query(`ALTER ROLE ${pg.escapeIdentifier(roles.app)} PASSWORD ${password}`);
  } finally {
    await app.end();
  }
}

/** The app role may read and write every table but the audit log and the migration history. */
export async function grantTables(owner: pg.Client, roles: DatabaseRoles): Promise<void> {
  const app = pg.escapeIdentifier(roles.app);
  await owner.query(`
    DO $$
    DECLARE relation regclass;
    BEGIN
      FOR relation IN
        SELECT c.oid::regclass FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname NOT LIKE 'audit\\_%' AND c.relname <> '_prisma_migrations'
      LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', relation, ${pg.escapeLiteral(roles.app)});
      END LOOP;
    END $$`);
  await owner.query(`GRANT SELECT ON "_prisma_migrations" TO ${app}`);
  await owner.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${app}`);
}
