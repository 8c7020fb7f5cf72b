import type { AuditAction, AuditActorType, AuditOutcome, AuditSource, Json } from '../record/audit-event.js';

type State = Record<string, Json>;

/** A record as clients see it. */
export interface LogRecord {
  id: string;
  recordedAt: string;
  action: AuditAction;
  event: string;
  outcome: AuditOutcome;
  source: AuditSource;
  actor: { type: AuditActorType; id: string | null; email: string | null; name: string | null; roles: string[] };
  entity: { type: string; id: string | null; label: string | null };
  patientIds: string[];
  changedFields: string[];
  before: State | null;
  after: State | null;
  changes: Record<string, { old: Json; new: Json }>;
  details: State | null;
  reason: string | null;
  purposeOfUse: string | null;
  request: {
    id: string | null;
    method: string | null;
    route: string | null;
    path: string | null;
    ip: string | null;
    userAgent: string | null;
    statusCode: number | null;
  };
  sessionId: string | null;
}

/** A row as RECORD_COLUMNS selects it. */
export interface LogRow {
  id: string;
  recordedAt: string;
  action: AuditAction;
  event: string;
  outcome: AuditOutcome;
  source: AuditSource;
  actorType: AuditActorType;
  actorId: string | null;
  actorEmail: string | null;
  actorName: string | null;
  actorRoles: string[];
  entityType: string;
  entityId: string | null;
  entityLabel: string | null;
  patientIds: string[];
  changedFields: string[];
  before: State | null;
  after: State | null;
  details: State | null;
  reason: string | null;
  purposeOfUse: string | null;
  requestId: string | null;
  sessionId: string | null;
  ip: string | null;
  userAgent: string | null;
  method: string | null;
  route: string | null;
  path: string | null;
  statusCode: number | null;
}

// The moment in all its microseconds: a client that asks for "at this moment" must find this very record.
// uuid[] as text[]: the driver knows no arrays of uuid.
const EXPRESSIONS: Partial<Record<keyof LogRow, string>> = {
  recordedAt: `to_char(l."recordedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  patientIds: 'l."patientIds"::text[]',
  ip: 'host(l."ip")',
};
export const ROW_FIELDS = [
  'id',
  'recordedAt',
  'action',
  'event',
  'outcome',
  'source',
  'actorType',
  'actorId',
  'actorEmail',
  'actorName',
  'actorRoles',
  'entityType',
  'entityId',
  'entityLabel',
  'patientIds',
  'changedFields',
  'before',
  'after',
  'details',
  'reason',
  'purposeOfUse',
  'requestId',
  'sessionId',
  'ip',
  'userAgent',
  'method',
  'route',
  'path',
  'statusCode',
] as const satisfies readonly (keyof LogRow)[];

/** What a query of the table under the alias `l` selects. */
export const RECORD_COLUMNS = ROW_FIELDS.map((field) => `${EXPRESSIONS[field] ?? `l."${field}"`} AS "${field}"`).join(
  ', ',
);

export function recordOf(row: LogRow): LogRecord {
  const { actorType, actorId, actorEmail, actorName, actorRoles, entityType, entityId, entityLabel } = row;
  const { requestId, method, route, path, ip, userAgent, statusCode } = row;
  return {
    id: row.id,
    recordedAt: row.recordedAt,
    action: row.action,
    event: row.event,
    outcome: row.outcome,
    source: row.source,
    actor: { type: actorType, id: actorId, email: actorEmail, name: actorName, roles: actorRoles },
    entity: { type: entityType, id: entityId, label: entityLabel },
    patientIds: row.patientIds,
    changedFields: row.changedFields,
    before: row.before,
    after: row.after,
    changes: changesOf(row),
    details: row.details,
    reason: row.reason,
    purposeOfUse: row.purposeOfUse,
    request: { id: requestId, method, route, path, ip, userAgent, statusCode },
    sessionId: row.sessionId,
  };
}

/** What an update replaced; of a creation everything is new, of a deletion everything old. */
function changesOf({ before, after, changedFields }: LogRow): LogRecord['changes'] {
  if (!before && !after) return {};
  const fields = before && after ? changedFields : Object.keys(before ?? after!);
  return Object.fromEntries(
    fields.map((field) => [field, { old: before?.[field] ?? null, new: after?.[field] ?? null }]),
  );
}
