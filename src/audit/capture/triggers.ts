import pg from 'pg';
import { arrayLiteral } from '../record/array-literal.js';
import type { Model } from './models.js';
import { type AuditPolicy, type EntityPolicy, isExempt, type ModelPolicy } from './policy.js';

/** The capture trigger that the policy asks for on one table. */
export interface DeclaredTrigger {
  model: string;
  table: string;
  /** Everything but the table's key, which the database knows: see `triggerArguments`. */
  policy: EntityPolicy;
  columns: ReadonlyMap<string, string>;
  /** By column: the model that it refers to. */
  names: ReadonlyMap<string, string>;
}

/** Turns the policy into triggers; throws one error that names every fault in it. */
export function declareTriggers(policy: AuditPolicy, models: readonly Model[]): DeclaredTrigger[] {
  const faults: string[] = [];
  const known = new Map(models.map((model) => [model.name, model]));
  for (const name of Object.keys(policy)) if (!known.has(name)) faults.push(`${name}: the schema has no such model`);
  const declared: DeclaredTrigger[] = [];
  for (const { name, table, columns } of models) {
    const entry = policy[name];
    if (entry === undefined) faults.push(`${name}: no audit decision; add an entry or unaudited('reason')`);
    if (entry === undefined || isExempt(entry)) continue;
    for (const field of fieldsOf(entry)) {
      if (!columns.has(field)) faults.push(`${name}: the policy names '${field}', which the model does not have`);
    }
    for (const field of [entry.label ?? []].flat()) {
      if ([...(entry.omit ?? []), ...(entry.redact ?? [])].includes(field))
        faults.push(`${name}: '${field}' is kept out of the log, so it cannot be in the label`);
    }
    const names = new Map<string, string>();
    for (const [field, target] of Object.entries(entry.names ?? {})) {
      names.set(columns.get(field) ?? field, target);
      if (!known.has(target) || labelsOf(policy[target]).length === 0)
        faults.push(`${name}: '${field}' is to be named by ${target}, which has no label of its own`);
    }
    declared.push({ model: name, table, policy: entry, columns, names });
  }
  if (faults.length > 0)
    throw new Error(`The audit policy has ${faults.length} fault(s):\n  - ${faults.join('\n  - ')}`);
  return declared;
}

/** What the trigger function receives, in the order that capture.sql documents. */
export function triggerArguments(trigger: DeclaredTrigger, keysOf: (table: string) => readonly string[]): string[] {
  const { model, table, policy, columns, names } = trigger;
  const column = (field: string) => columns.get(field) ?? field;
  const list = (fields: readonly string[]) => arrayLiteral(fields.map(column));
  const renamed = [...columns].filter(([field, name]) => field !== name).map(([field, name]) => [name, field]);
  const bookkeeping = (policy.bookkeeping ?? ['updatedAt']).filter((field) => columns.has(field));
  const uncompared = new Set([...bookkeeping, ...(policy.omit ?? [])].map(column));
  return [
    model,
    arrayLiteral(keysOf(table)),
    list([policy.label ?? []].flat()),
    policy.patient === undefined ? '' : column(policy.patient),
    list(policy.omit ?? []),
    list(policy.redact ?? []),
    list(bookkeeping),
    policy.deletion === undefined ? '' : column(policy.deletion),
    JSON.stringify(Object.fromEntries(renamed)),
    arrayLiteral([...names.keys()]),
    arrayLiteral([...names.values()]),
    arrayLiteral([...columns.values()].filter((name) => !uncompared.has(name)).sort()),
  ];
}

/**
 * The function that finds the label of an entity that others refer to. Every model's query stands in it by itself:
 * PostgreSQL keeps its plan, where one text for all of them would be planned again for every name.
 */
export function nameFunction(
  declared: readonly DeclaredTrigger[],
  keysOf: (table: string) => readonly string[],
): string {
  const wanted = new Set(declared.flatMap(({ names }) => [...names.values()]));
  const branches = declared
    .filter(({ model }) => wanted.has(model))
    .map(({ model, table, policy, columns }) => {
      const column = (name: string) => `t.${pg.escapeIdentifier(name)}`;
      const labels = labelsOf(policy).map((field) => column(columns.get(field) ?? field));
      const [from, key = ''] = [`public.${pg.escapeIdentifier(table)}`, keysOf(table)[0]];
      return `  IF entity = ${pg.escapeLiteral(model)} THEN
    DECLARE wanted ${from}.${pg.escapeIdentifier(key)}%TYPE := id;
    BEGIN
      RETURN (SELECT concat_ws(' ', ${labels.join(', ')}) FROM ${from} t WHERE ${column(key)} = wanted);
    END;
  END IF;`;
    });
  return `CREATE OR REPLACE FUNCTION public.audit_name_of(entity text, id text) RETURNS text LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_variable
BEGIN
${branches.join('\n')}
  RETURN NULL;
END $$`;
}

/** The fields of a label that are the entity's own, not another's. */
function labelsOf(policy: ModelPolicy | undefined): string[] {
  if (!policy || isExempt(policy)) return [];
  return [policy.label ?? []].flat().filter((field) => !(field in (policy.names ?? {})));
}

function fieldsOf(policy: EntityPolicy): string[] {
  const { patient, label, omit, redact, bookkeeping, deletion, names = {} } = policy;
  const named = [patient, label, omit, redact, bookkeeping, deletion, Object.keys(names)].flat();
  return named.filter((field): field is string => field !== undefined);
}
