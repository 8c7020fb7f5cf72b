import pg from 'pg';
import { decodeArguments, findDifferences, readSql, readTables, SQL_FILES } from './installed.js';
import type { Queryable } from './queryable.js';
import { type DeclaredTrigger, nameFunction, triggerArguments } from './triggers.js';

export interface InstallOptions {
  declared: readonly DeclaredTrigger[];
  /** The login whose scope is believed and which may add records. */
  appRole: string;
  /** May read the log and nothing else. */
  readerRole?: string;
}

/** Set by the database alone: an INSERT right on them would let a record claim another time or transaction. */
const DATABASE_COLUMNS = ['id', 'recordedAt', 'txId', 'searchText'];

/**
 * Brings functions, guards, rights and capture triggers to what the policy declares; safe to repeat, and cheap when
 * nothing changed. Call it as the owner of the tables, after the migrations.
 */
export async function installAudit(owner: Queryable, { declared, appRole, readerRole }: InstallOptions): Promise<void> {
  // Nothing is done twice: every change of these objects is worth a look, and leaves a record where it can.
  if ((await findDifferences(owner, declared, appRole)).length === 0 && (await mayRead(owner, readerRole))) return;
  await owner.query('BEGIN');
  try {
    await owner.query(
      `CREATE OR REPLACE FUNCTION public.audit_app_role() RETURNS name LANGUAGE sql IMMUTABLE PARALLEL SAFE
       AS ${pg.escapeLiteral(`SELECT ${pg.escapeLiteral(appRole)}::name`)}`,
    );
    for (const file of SQL_FILES) await owner.query(readSql(file));
    await owner.query('SELECT audit_make_partitions(), audit_guard_partitions()');
    await grant(owner, appRole, readerRole);
    await installTriggers(owner, declared);
    await owner.query('COMMIT');
  } catch (error) {
    await owner.query('ROLLBACK');
    throw error;
  }
}

async function mayRead(owner: Queryable, role: string | undefined): Promise<boolean> {
  if (role === undefined) return true;
  const { rows } = await owner.query<{ may: boolean }>(
    `SELECT has_table_privilege($1, 'public.audit_log', 'SELECT') AS may`,
    [role],
  );
  return rows[0]!.may;
}

async function grant(owner: Queryable, appRole: string, readerRole: string | undefined): Promise<void> {
  const app = pg.escapeIdentifier(appRole);
  const { rows } = await owner.query<{ columns: string }>(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
     WHERE attrelid = 'public.audit_log'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL ($1)`,
    [DATABASE_COLUMNS],
  );
  await owner.query(`
    REVOKE ALL ON public.audit_log FROM ${app};
    GRANT SELECT, INSERT (${rows[0]!.columns}) ON public.audit_log TO ${app};
    GRANT EXECUTE ON FUNCTION public.audit_make_partitions(int) TO ${app};
    GRANT EXECUTE ON FUNCTION public.audit_settled_until() TO ${app};
    GRANT SELECT ON public.audit_rollup TO ${app};
    GRANT EXECUTE ON FUNCTION public.audit_roll_up(timestamptz) TO ${app}`);
  if (readerRole) await owner.query(`GRANT SELECT ON public.audit_log TO ${pg.escapeIdentifier(readerRole)}`);
}

async function installTriggers(owner: Queryable, declared: readonly DeclaredTrigger[]): Promise<void> {
  const tables = await readTables(owner);
  const keysOf = (name: string) => tables.get(name)?.key ?? [];
  await owner.query(nameFunction(declared, keysOf));
  for (const trigger of declared) {
    const table = tables.get(trigger.table);
    if (!table) throw new Error(`${trigger.model}: the table "${trigger.table}" does not exist; migrate first`);
    const wanted = triggerArguments(trigger, keysOf);
    const same = table.arguments && decodeArguments(table.arguments).join('\0') === wanted.join('\0');
    if (same && table.enabled === 'A' && table.truncate === 'A') continue;
    const name = pg.escapeIdentifier(trigger.table);
    await owner.query(`
      CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON ${name}
        FOR EACH ROW EXECUTE FUNCTION public.audit_capture(${wanted.map((value) => pg.escapeLiteral(value)).join(', ')});
      CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON ${name}
        FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();
      ALTER TABLE ${name} ENABLE ALWAYS TRIGGER audit_capture;
      ALTER TABLE ${name} ENABLE ALWAYS TRIGGER audit_no_truncate`);
  }
  const audited = new Set(declared.map(({ table }) => table));
  for (const table of tables.values()) {
    if (!table.arguments || audited.has(table.table)) continue;
    const name = pg.escapeIdentifier(table.table);
    await owner.query(`DROP TRIGGER audit_capture ON ${name}; DROP TRIGGER IF EXISTS audit_no_truncate ON ${name}`);
  }
}
