import type { KnownWords } from '../../src/audit/query/known-words.js';
import type { LogListQuery } from '../../src/audit/query/list.dto.js';
import { accessesStatement } from '../../src/audit/query/accesses-statement.js';
import { pageStatement, type Statement } from '../../src/audit/query/page-statement.js';
import { useApp } from '../support/app.js';
import { manyRecords } from '../support/many-records.js';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

const app = useApp({}, { logIsBrokenBecause: 'its records are generated' });
let known: KnownWords;
beforeAll(async () => {
  await manyRecords(app.db, 50_000);
  const all = async (column: string) =>
    (await app.db.query<{ value: string }>(`SELECT DISTINCT ${column} AS value FROM audit_log`))
      .map(({ value }) => value)
      .filter((value) => value !== null);
  known = { events: await all('event'), emails: await all('"actorEmail"'), addresses: await all('host(ip)') };
}, 60_000);

async function planOf(query: Partial<LogListQuery>, page = 1): Promise<PlanNode[]> {
  const statement = pageStatement({ limit: 50, sort: '-recordedAt', ...query }, known, {
    limit: 51,
    offset: (page - 1) * 50,
  });
  return nodesOf(statement);
}

async function nodesOf({ text, values }: Statement): Promise<PlanNode[]> {
  const [row] = await app.db.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
    values,
  );
  const nodes = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodes)];
  return nodes(row!['QUERY PLAN'][0].Plan);
}

const patientId = ['00000000-0000-7000-8000-000000000042'];
const recent = new Date(Date.now() - 3 * 86_400_000).toISOString();

/** Records looked at for 51 shown: everything would be 50,000. */
const MOST_READ = 12_500;

it.each<[string, Partial<LogListQuery>, number?]>([
  ['nothing', {}],
  ['nothing, page 900', {}, 900],
  ['actorId', { actorId: ['user-7'] }],
  ['actorId, excluded', { actorId: ['!user-7'] }],
  ['actorId, unknown', { actorId: ['nobody'] }],
  ['actorEmail', { actorEmail: ['user7@clinic.example'] }],
  ['actorEmail, several', { actorEmail: ['user7@clinic.example', 'user9@clinic.example'] }],
  ['role', { role: ['ADMIN'] }],
  ['role, unknown', { role: ['PHARMACIST'] }],
  ['action', { action: ['DELETION'] }],
  ['action, excluded', { action: ['!VIEW'] }],
  ['event', { event: ['invoice.deleted', 'invoice.upd'] }],
  ['outcome', { outcome: ['DENIED'] }],
  ['outcome, excluded', { outcome: ['!SUCCESS'] }],
  ['source', { source: ['DATABASE'] }],
  ['entityType', { entityType: ['Invoice'] }],
  ['entityType, unknown', { entityType: ['Nothing'] }],
  ['entityId', { entityId: ['id-42'] }],
  ['entityType and entityId', { entityType: ['Vitals'], entityId: ['id-42'] }],
  ['patientId', { patientId }],
  ['changedField', { changedField: ['room'] }],
  ['oldValue', { oldValue: ['old 17'] }],
  ['newValue', { newValue: ['new 17'] }],
  ['newValue, unknown', { newValue: ['nothing like it'] }],
  ['ip', { ip: ['10.0.3.77'] }],
  ['ip, network', { ip: ['10.0.3.0/24'] }],
  ['requestId', { requestId: ['request-777'] }],
  ['sessionId', { sessionId: ['session-77'] }],
  ['from', { from: recent }],
  ['to', { to: recent }],
  ['q in the label', { q: ['a1d0c6e8'] }],
  ['q in the email', { q: ['user17@'] }],
  ['q, unknown', { q: ['nothing like it'] }],
  ['actorId and period', { actorId: ['user-7'], from: recent }],
  ['actorId and event', { actorId: ['user-7'], event: ['invoice.updated'] }],
  ['actorId and outcome', { actorId: ['user-7'], outcome: ['DENIED'] }],
  ['patientId and action', { patientId, action: ['UPDATE'] }],
  ['role and outcome', { role: ['ADMIN'], outcome: ['FAILURE'] }],
  ['entityType and outcome', { entityType: ['Patient'], outcome: ['!SUCCESS'] }],
  ['event and period', { event: ['patient.viewed'], from: recent }],
  ['q and actorId', { q: ['a1d0c6e8'], actorId: ['user-7'] }],
  ['sort by actorEmail', { sort: 'actorEmail' }],
  ['sort by action', { sort: '-action' }],
  ['sort by event', { sort: 'event' }],
  ['sort by entityType', { sort: 'entityType' }],
])('finds by %s through an index, without reading the log', async (_, query, ...[page]) => {
  const nodes = await planOf(query, page);
  const onLog = nodes.filter((node) => node['Relation Name']?.startsWith('audit_log'));
  // A month that is still empty has nothing to be found by an index.
  expect(onLog.filter((node) => node['Node Type'] === 'Seq Scan' && readBy(node) > 0)).toEqual([]);
  expect(nodes.filter((node) => node['Index Name'])).not.toEqual([]);
  if (page === undefined) expect(onLog.reduce((sum, node) => sum + readBy(node), 0)).toBeLessThan(MOST_READ);
});

function readBy(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (node['Actual Rows'] + removed) * node['Actual Loops'];
}

it('counts the accesses of a patient through indexes, without reading the log', async () => {
  const asked = { patientId: patientId[0]!, timeZone: 'America/Sao_Paulo', limit: 50, offset: 0 };
  const onLog = (await nodesOf(accessesStatement(asked, 'Patient'))).filter((node) =>
    node['Relation Name']?.startsWith('audit_log'),
  );
  expect(onLog.filter((node) => node['Node Type'] === 'Seq Scan' && readBy(node) > 0)).toEqual([]);
  expect(onLog.reduce((sum, node) => sum + readBy(node), 0)).toBeLessThan(MOST_READ);
});

it('looks only into the months of the period', async () => {
  const nodes = await planOf({ from: recent });
  const used = nodes.filter((node) => node['Actual Loops'] > 0);
  const months = new Set(used.map((node) => node['Relation Name']).filter((name) => name?.startsWith('audit_log_')));
  const [all] = await app.db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_inherits WHERE inhparent = 'audit_log'::regclass`,
  );
  expect(months.size).toBeLessThan(all!.count);
});
