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
  /** By column: where the label of the entity that it refers to is found. */
  names: ReadonlyMap<string, NamedTable>;
}

export interface NamedTable {
  table: string;
  labels: readonly string[];
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
    const names = new Map<string, NamedTable>();
    for (const [field, target] of Object.entries(entry.names ?? {})) {
      const labels = labelsOf(policy[target]);
      const named = known.get(target);
      if (!named || labels.length === 0)
        faults.push(`${name}: '${field}' is to be named by ${target}, which has no label`);
      else
        names.set(columns.get(field) ?? field, {
          table: named.table,
          labels: labels.map((label) => named.columns.get(label) ?? label),
        });
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
    JSON.stringify(
      Object.fromEntries([...names].map(([name, named]) => [name, { ...named, key: keysOf(named.table)[0] }])),
    ),
    arrayLiteral([...columns.values()].filter((name) => !uncompared.has(name)).sort()),
  ];
}

function labelsOf(policy: ModelPolicy | undefined): string[] {
  return policy && !isExempt(policy) ? [policy.label ?? []].flat() : [];
}

function fieldsOf(policy: EntityPolicy): string[] {
  const { patient, label, omit, redact, bookkeeping, deletion, names = {} } = policy;
  const named = [patient, label, omit, redact, bookkeeping, deletion, Object.keys(names)].flat();
  return named.filter((field): field is string => field !== undefined);
}
