export type AuditAction = 'CREATION' | 'VIEW' | 'UPDATE' | 'DELETION';
export type AuditOutcome = 'SUCCESS' | 'FAILURE' | 'DENIED';
export type AuditSource = 'HTTP' | 'JOB' | 'CLI' | 'DATABASE';
export type AuditActorType = 'USER' | 'ANONYMOUS' | 'SYSTEM' | 'DATABASE';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Details = Record<string, Json>;

/** Who did it, as he was at the time of the act. */
export interface Actor {
  type: AuditActorType;
  id?: string;
  email?: string;
  name?: string;
  roles?: readonly string[];
  sessionId?: string;
}

/** One row of the log that is to be written; time, id and transaction are the database's to set. */
export interface AuditEvent {
  action: AuditAction;
  event: string;
  outcome: AuditOutcome;
  source: AuditSource;
  actorType: AuditActorType;
  actorId?: string | undefined;
  actorEmail?: string | undefined;
  actorName?: string | undefined;
  actorRoles: readonly string[];
  entityType: string;
  entityId?: string | undefined;
  entityLabel?: string | undefined;
  patientIds: readonly string[];
  details?: Details | undefined;
  reason?: string | undefined;
  purposeOfUse?: string | undefined;
  requestId?: string | undefined;
  sessionId?: string | undefined;
  ip?: string | undefined;
  userAgent?: string | undefined;
  method?: string | undefined;
  route?: string | undefined;
  path?: string | undefined;
  statusCode?: number | undefined;
}
