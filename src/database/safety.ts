import pg from 'pg';
import { StartRefused } from '../config/start-refused.js';

interface Facts {
  fsync: string;
  fullPageWrites: string;
  synchronousCommit: string;
  superuser: boolean;
  attributes: string[];
  powers: string[];
  owns: number;
  maySetUp: boolean;
}

const FACTS = `
  SELECT current_setting('fsync') AS fsync,
         current_setting('full_page_writes') AS "fullPageWrites",
         current_setting('synchronous_commit') AS "synchronousCommit",
         rolsuper AS superuser,
         array_remove(ARRAY[CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
           CASE WHEN rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN rolreplication THEN 'REPLICATION' END], NULL) AS attributes,
         ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE pg_has_role(current_user, r.oid, 'MEMBER')
           AND r.rolname IN ('pg_write_all_data', 'pg_read_all_data', 'pg_write_server_files', 'pg_read_server_files',
                             'pg_execute_server_program', 'pg_database_owner')) AS powers,
         (SELECT count(*)::int FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
           AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns,
         has_schema_privilege('public', 'CREATE') AS "maySetUp"
  FROM pg_roles WHERE rolname = current_user`;

/** What the connected server and role allow that could lose a record, or rewrite one; empty when all is well. */
export async function databaseDangers(connectionString: string): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Facts>(FACTS);
    return dangersOf(rows[0]!);
  } finally {
    await client.end();
  }
}

/** In production a danger stops the start; elsewhere it is said. */
export async function refuseDangers(url: string, production: boolean, say: (line: string) => void): Promise<void> {
  const dangers = await databaseDangers(url);
  if (dangers.length === 0) return;
  const list = dangers.map((danger) => `  - ${danger}`).join('\n');
  if (production) throw new StartRefused(`The database is not safe for production:\n${list}`);
  say(`Production would refuse this database:\n${list}`);
}

function dangersOf(facts: Facts): string[] {
  const dangers: string[] = [];
  if (facts.fsync !== 'on') dangers.push('fsync is off: a crash of the machine destroys the database; set fsync = on');
  if (facts.fullPageWrites !== 'on')
    dangers.push('full_page_writes is off: a crash of the machine may tear pages; set full_page_writes = on');
  if (facts.synchronousCommit === 'off')
    dangers.push(
      'synchronous_commit is off: a crash loses records that were acknowledged; set synchronous_commit = on',
    );
  // A superuser has every other right too.
  if (facts.superuser)
    return [...dangers, 'the role of DATABASE_URL is a superuser; use one that MIGRATE_DATABASE_URL made'];
  if (facts.attributes.length > 0) dangers.push(`the role of DATABASE_URL has ${facts.attributes.join(', ')}`);
  if (facts.powers.length > 0) dangers.push(`the role of DATABASE_URL is a member of ${facts.powers.join(', ')}`);
  if (facts.owns > 0)
    dangers.push(
      `the role of DATABASE_URL owns ${facts.owns} tables, or is a member of their owner: it could drop triggers`,
    );
  if (facts.maySetUp) dangers.push('the role of DATABASE_URL may create objects in the schema public');
  return dangers;
}
