import type { Actor, AuditAction, AuditEvent, AuditOutcome, AuditSource, Details } from '../record/audit-event.js';
import { arrayLiteral } from '../record/array-literal.js';
import { toStorableJson } from '../record/storable.js';

/** Where an act comes from; fixed when the scope opens. */
export interface Origin {
  source: AuditSource;
  requestId: string;
  method?: string;
  path?: string;
  ip?: string;
  userAgent?: string;
  reason?: string;
  purposeOfUse?: string;
  /** Asked for at every record, because a guard learns only during the request who is calling. */
  actor: () => Actor;
}

/** What is being done. */
export interface Act {
  event: string;
  action: AuditAction;
  entityType: string;
}

/** What a service may add to the records of its act. */
export interface Meaning {
  /** Replaces the declared event: the same route can turn out to be another act. */
  event?: string;
  reason?: string;
  purposeOfUse?: string;
  entityId?: string;
  entityLabel?: string;
  patientIds?: readonly string[];
  details?: Details;
}

/** Everything known of one running request or job. One per request; nothing of it is shared. */
export class AuditScope {
  /** Grows with every change of what records would say. */
  private revision = 0;
  private meaningRevision = 0;
  private toldRevision = 0;
  private recordCount = 0;
  private lastActor: Actor | undefined;
  private act: Act | undefined;
  private meaning: Meaning = {};
  route: string | undefined;
  /** What the statement of `AuditedPool`'s `precondition` is given before each write; without it none is sent. */
  precondition: string | undefined;
  /** What the record of the act says; undefined while it has none. */
  settled: 'success' | 'failure' | undefined;

  constructor(readonly origin: Origin) {}

  get version(): number {
    this.actor();
    return this.revision;
  }

  /** Records of changes that are committed. */
  get records(): number {
    return this.recordCount;
  }

  /** Something was described that no record says yet. */
  get hasUntold(): boolean {
    return this.meaningRevision > this.toldRevision;
  }

  get declared(): Act | undefined {
    return this.act;
  }

  get reason(): string | undefined {
    return this.meaning.reason ?? this.origin.reason;
  }

  declare(act: Act, route?: string): void {
    this.act = act;
    this.route = route ?? this.route;
    this.revision++;
  }

  describe(meaning: Meaning): void {
    const details = { ...this.meaning.details, ...meaning.details };
    this.meaning = { ...this.meaning, ...meaning, ...(Object.keys(details).length > 0 ? { details } : {}) };
    this.meaningRevision = ++this.revision;
  }

  /** The entity that the request named, for the record of an act that never reached it. */
  attempt(entityId: string | undefined, patientIds: readonly string[]): void {
    if (entityId !== undefined && this.meaning.entityId === undefined) this.meaning = { ...this.meaning, entityId };
    if (patientIds.length > 0 && this.meaning.patientIds === undefined) this.meaning = { ...this.meaning, patientIds };
  }

  /** Records are committed that say what stood at that version. */
  committed(records: number, version: number): void {
    this.recordCount += records;
    this.toldRevision = Math.max(this.toldRevision, version);
  }

  /** What the capture trigger reads; after the deadline it refuses. */
  toJson(deadline?: number): string {
    const { entityType: _type, entityId: _id, patientIds: _patients, actorRoles, ...rest } = this.toEvent('SUCCESS');
    return toStorableJson({ ...rest, actorRoles: arrayLiteral(actorRoles), deadline });
  }

  /** The record of the act itself. */
  toEvent(outcome: AuditOutcome): AuditEvent {
    const { source, requestId, method, path, ip, userAgent } = this.origin;
    const actor = this.actor();
    const { event, entityId, entityLabel, patientIds, details } = this.meaning;
    return {
      action: this.act?.action ?? 'VIEW',
      event: event ?? this.act?.event ?? 'route.unknown',
      outcome,
      source,
      actorType: actor.type,
      actorId: actor.id,
      actorEmail: actor.email,
      actorName: actor.name,
      actorRoles: actor.roles ?? [],
      entityType: this.act?.entityType ?? 'Route',
      entityId,
      entityLabel,
      patientIds: patientIds ?? [],
      details,
      reason: this.reason,
      purposeOfUse: this.meaning.purposeOfUse ?? this.origin.purposeOfUse,
      requestId,
      sessionId: actor.sessionId,
      ip,
      userAgent,
      method,
      route: this.route,
      path,
    };
  }

  private actor(): Actor {
    const actor = this.origin.actor();
    if (actor !== this.lastActor) {
      this.lastActor = actor;
      this.revision++;
    }
    return actor;
  }
}
