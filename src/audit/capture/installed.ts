import { readFileSync } from 'node:fs';
import { differencesOfLog } from './log-table.js';
import type { Queryable } from './queryable.js';
import { type DeclaredTrigger, nameFunction, triggerArguments } from './triggers.js';

interface TableRow {
  table: string;
  key: string[];
  arguments: Buffer | null;
  /** Of the capture trigger and of the guard against TRUNCATE: `A` if it is ours, whole and enabled ALWAYS. */
  enabled: string | null;
  truncate: string | null;
}

export const SQL_FILES = ['guards.sql', 'capture.sql', 'settled.sql', 'rollup.sql'] as const;

export function readSql(file: (typeof SQL_FILES)[number] | 'trace.sql'): string {
  return readFileSync(new URL(`../sql/${file}`, import.meta.url), 'utf8');
}

/** Every ordinary table of the schema with its key and, if it has one, its capture trigger. */
export async function readTables(db: Queryable): Promise<Map<string, TableRow>> {
  const { rows } = await db.query<TableRow>(`
    SELECT c.relname AS "table",
      coalesce((
        SELECT array_agg(a.attname::text ORDER BY k.place)
        FROM pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
        WHERE i.indrelid = c.oid AND i.indisprimary), '{}') AS key,
      t.tgargs AS "arguments",
      CASE WHEN t.tgfoid = to_regprocedure('public.audit_capture()') AND t.tgtype = 29 AND t.tgqual IS NULL
        AND cardinality(t.tgattr::int2[]) = 0 THEN t.tgenabled END AS enabled,
      (SELECT tgenabled FROM pg_trigger WHERE tgrelid = c.oid AND tgname = 'audit_no_truncate'
        AND tgfoid = to_regprocedure('public.audit_refuse_truncate()') AND tgtype = 34) AS truncate
    FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'audit_capture'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition`);
  return new Map(rows.map((row) => [row.table, row]));
}

/**
 * The differences between the declared audit and the installed one, each a sentence; none means in order. `login` is
 * what the server connects as; without it, whoever asks.
 */
export async function findDifferences(
  db: Queryable,
  declared: readonly DeclaredTrigger[],
  login?: string,
): Promise<string[]> {
  const tables = await readTables(db);
  const keysOf = (name: string) => tables.get(name)?.key ?? [];
  const differences = await differencesOfFunctions(db, [...SQL_FILES.map(readSql), nameFunction(declared, keysOf)]);
  for (const trigger of declared) {
    const table = tables.get(trigger.table);
    if (!table) differences.push(`${trigger.model}: the table "${trigger.table}" does not exist`);
    else differences.push(...differencesOfTable(trigger, table, keysOf));
  }
  const audited = new Set(declared.map(({ table }) => table));
  for (const table of tables.values()) {
    if (table.arguments && !audited.has(table.table)) {
      differences.push(`"${table.table}" has a capture trigger that the policy does not ask for`);
    }
  }
  return [...differences, ...(await differencesOfLog(db, login))];
}

export function decodeArguments(bytes: Buffer): string[] {
  return bytes.toString('utf8').split('\0').slice(0, -1);
}

function differencesOfTable(
  trigger: DeclaredTrigger,
  table: TableRow,
  keysOf: (table: string) => readonly string[],
): string[] {
  const { model } = trigger;
  if (!table.arguments) return [`${model}: no capture trigger on "${table.table}"; its changes leave no record`];
  const differences: string[] = [];
  const wanted = triggerArguments(trigger, keysOf);
  if (decodeArguments(table.arguments).join('\0') !== wanted.join('\0')) {
    differences.push(`${model}: the trigger on "${table.table}" was installed from another policy`);
  }
  if (table.enabled !== 'A') differences.push(`${model}: the capture trigger is not ours, or not enabled ALWAYS`);
  if (table.truncate !== 'A') differences.push(`${model}: "${table.table}" can be truncated without a record`);
  return differences;
}

async function differencesOfFunctions(db: Queryable, sources: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ name: string; body: string }>(
    `SELECT proname AS name, prosrc AS body FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'audit\\_%'`,
  );
  const bodies = new Map(rows.map(({ name, body }) => [name, body]));
  return sources
    .flatMap((sql) => [...bodiesOf(sql)])
    .filter(([name, body]) => bodies.get(name) !== body)
    .map(([name]) => `the function ${name}() is ${bodies.has(name) ? 'not the one of this version' : 'missing'}`);
}

export function* bodiesOf(sql: string): Iterable<[string, string]> {
  for (const [, name, body] of sql.matchAll(/CREATE OR REPLACE FUNCTION public\.(\w+)\([^$]*\$\$([\s\S]*?)\$\$/g))
    yield [name!, body!];
}
