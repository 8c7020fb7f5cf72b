import { type DeclaredTrigger, declareTriggers, modelsOf } from '../../src/audit/index.js';
import { clinicAuditPolicy } from '../../src/clinic/clinic.audit-policy.js';
import { PrismaClient } from '../../src/generated/prisma/client.js';
import { PrismaPg } from '@prisma/adapter-pg';
import type { TestDatabase } from './database.js';

type State = Record<string, unknown>;
type Database = Pick<TestDatabase, 'query' | 'appUrl'>;

interface Step {
  id: string;
  entityType: string;
  entityId: string;
  action: string;
  before: State | null;
  after: State | null;
  changedFields: string[];
}

const REDACTED = '[redacted]';
const MOST_FAULTS = 20;

/**
 * Re-derives the log from the tables and the tables from the log: every row has its creation and the unbroken chain of
 * its changes, the last of which leaves the row as it stands. Throws one error that lists what does not add up.
 */
export async function expectLogToAddUp(db: Database): Promise<void> {
  const models = declareTriggers(clinicAuditPolicy, modelsOf(clientOf(db)));
  const chains = await readChains(db);
  const rows = await readRows(db, models);
  const faults = models.flatMap(({ model, policy }) => {
    const entities = new Set([...(chains.get(model)?.keys() ?? []), ...rows.get(model)!.keys()]);
    const { omit = [], redact = [], bookkeeping = ['updatedAt'] } = policy;
    const eye = { redacted: new Set(redact), ignored: new Set([...omit, ...bookkeeping]) };
    return [...entities].flatMap((id) =>
      faultsOf(chains.get(model)?.get(id) ?? [], rows.get(model)!.get(id), eye).map(
        (fault) => `${model} ${id}: ${fault}`,
      ),
    );
  });
  faults.push(...(await viewsWithState(db)));
  if (faults.length === 0) return;
  const shown = faults.slice(0, MOST_FAULTS).map((fault) => `  - ${fault}`);
  throw new Error(`The log does not add up, ${faults.length} fault(s):\n${shown.join('\n')}`);
}

interface Eye {
  redacted: ReadonlySet<string>;
  /** Fields that a record need not follow. */
  ignored: ReadonlySet<string>;
}

function faultsOf(chain: Step[], row: State | undefined, eye: Eye): string[] {
  const [first] = chain;
  if (!first) return ['the row has no record'];
  const faults: string[] = [];
  if (first.action !== 'CREATION' || first.before) faults.push(`the first record (${first.id}) is no creation`);
  chain.forEach((step, index) => {
    const fault = faultOfStep(step, index === 0 ? null : chain[index - 1]!.after, eye);
    if (fault) faults.push(`record ${step.id}: ${fault}`);
  });
  const last = chain.at(-1)!.after;
  const stands = row ? masked(row, eye) : null;
  const apart = differences(last, stands, eye);
  if (apart.length > 0) faults.push(`the row and its last record differ in ${apart.join(', ')}`);
  return faults;
}

function faultOfStep(step: Step, previous: State | null, eye: Eye): string | undefined {
  if (!step.before && step.action !== 'CREATION') return `${step.action} without a before`;
  if (!step.after && step.action !== 'DELETION') return `${step.action} without an after`;
  const broken = differences(previous, step.before, eye);
  if (broken.length > 0) return `its before is not the after of the record before it: ${broken.join(', ')}`;
  if (!step.before || !step.after) return undefined;
  const changed = differences(step.before, step.after, eye);
  const unsaid = changed.filter((field) => !step.changedFields.includes(field));
  // A redacted value looks the same before and after.
  const invented = step.changedFields.filter((field) => !changed.includes(field) && !eye.redacted.has(field));
  if (unsaid.length > 0) return `changedFields does not name ${unsaid.join(', ')}`;
  if (invented.length > 0) return `changedFields names ${invented.join(', ')}, which did not change`;
  return undefined;
}

/** Fields in which two states differ; a state that is missing differs as a whole. */
function differences(one: State | null, other: State | null, { ignored }: Eye): string[] {
  if (!one || !other)
    return one === other ? [] : [one ? 'everything: the second is missing' : 'everything: the first is missing'];
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...fields].filter(
    (field) => !ignored.has(field) && JSON.stringify(one[field]) !== JSON.stringify(other[field]),
  );
}

function masked(row: State, { redacted }: Eye): State {
  const shown = Object.entries(row).map(([field, value]) => [
    field,
    redacted.has(field) && value !== null ? REDACTED : value,
  ]);
  return Object.fromEntries(shown) as State;
}

/** The changes of every entity, in the order in which they were written. */
async function readChains(db: Database): Promise<Map<string, Map<string, Step[]>>> {
  const steps = await db.query<Step>(
    `SELECT id, "entityType", "entityId", action, before, after, "changedFields" FROM audit_log
     WHERE outcome = 'SUCCESS' AND num_nonnulls(before, after) > 0 AND action <> 'VIEW' ORDER BY id`,
  );
  const chains = new Map<string, Map<string, Step[]>>();
  for (const step of steps) {
    if (!chains.has(step.entityType)) chains.set(step.entityType, new Map());
    const entities = chains.get(step.entityType)!;
    if (!entities.has(step.entityId)) entities.set(step.entityId, []);
    entities.get(step.entityId)!.push(step);
  }
  return chains;
}

/** The rows of every audited table, by model and key, their columns under the names that records give them. */
async function readRows(db: Database, models: readonly DeclaredTrigger[]): Promise<Map<string, Map<string, State>>> {
  const keys = await readKeys(db);
  const selects = models.map(
    ({ model, table }) =>
      `SELECT '${model}' AS model, concat_ws(':', ${keys.get(table)}) AS id, to_jsonb(t) AS row FROM "${table}" t`,
  );
  const rows = new Map(models.map(({ model }) => [model, new Map<string, State>()]));
  const names = new Map(models.map(({ model, columns }) => [model, fieldsByColumn(columns)]));
  for (const { model, id, row } of await db.query<ModelRow>(selects.join(' UNION ALL '))) {
    const fields = Object.entries(row).map(([column, value]) => [names.get(model)!.get(column) ?? column, value]);
    rows.get(model)!.set(id, Object.fromEntries(fields) as State);
  }
  return rows;
}

interface ModelRow {
  model: string;
  id: string;
  row: State;
}

/** Table → the columns of its key, in order, ready to stand in a statement. */
async function readKeys(db: Database): Promise<Map<string, string>> {
  const keys = await db.query<{ table: string; key: string }>(`
    SELECT c.relname AS "table", string_agg(quote_ident(a.attname), ', ' ORDER BY k.place) AS key
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
    WHERE c.relnamespace = 'public'::regnamespace GROUP BY c.relname`);
  return new Map(keys.map(({ table, key }) => [table, key]));
}

function fieldsByColumn(columns: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...columns].map(([field, column]) => [column, field]));
}

async function viewsWithState(db: Database): Promise<string[]> {
  const views = await db.query<{ id: string }>(
    `SELECT id FROM audit_log WHERE action = 'VIEW' AND (num_nonnulls(before, after) > 0 OR "changedFields" <> '{}')`,
  );
  return views.map(({ id }) => `record ${id}: a VIEW with a state`);
}

// Never connects: it only shows the models that it was generated from.
function clientOf(db: Database): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: db.appUrl }) });
}
