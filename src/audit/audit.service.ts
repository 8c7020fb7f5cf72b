import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { AUDIT_OPTIONS, type AuditModuleOptions } from './audit.options.js';
import type { Actor, AuditAction, AuditEvent, AuditOutcome, AuditSource } from './record/audit-event.js';
import { AUDIT_UNAVAILABLE, AuditUnavailable } from './record/audit-unavailable.js';
import { describeFailure } from './record/failure.js';
import { Recorder } from './record/recorder.js';
import { Refusals } from './record/refusals.js';
import { AuditScope, type Meaning } from './scope/audit-scope.js';
import { DatabaseClock } from './scope/database-clock.js';
import { currentScope, withScope } from './scope/current-scope.js';

/** An act that no row shows: what `record()` is told. Who and where from come from the scope. */
export interface RecordedAct extends Meaning {
  event: string;
  action: AuditAction;
  entityType: string;
  outcome?: AuditOutcome;
}

/** Work outside HTTP: what `run()` is told. */
export interface Job {
  actor: Actor;
  event: string;
  action?: AuditAction;
  entityType?: string;
  source?: Exclude<AuditSource, 'HTTP' | 'DATABASE'>;
}

/** An actor that is no person: a job, a script, the system itself. */
export function system(name: string): Actor {
  return { type: 'SYSTEM', name };
}

/**
 * The log's second writer, beside the triggers: views, refusals, failures and everything else that changes no row.
 * It has a database pool of its own, because a crowded business pool must not stop a refusal from being recorded and a
 * rolled-back transaction must not take its failure with it.
 */
@Injectable()
export class AuditService implements OnApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private readonly pool: pg.Pool;
  private readonly recorder: Recorder;
  private readonly refusals: Refusals;

  constructor(@Inject(AUDIT_OPTIONS) { connection }: AuditModuleOptions) {
    const clock = new DatabaseClock();
    // pg-pool awaits onConnect, though its types do not say so.
    const onConnect: (client: pg.ClientBase) => unknown = (client) => clock.read(client);
    this.pool = new pg.Pool({ max: 2, ...connection, onConnect });
    this.pool.on('error', (error) => this.logger.warn(`A connection of the recorder broke: ${error.message}`));
    this.recorder = new Recorder(this.pool, () =>
      clock.deadline(connection.statement_timeout || connection.query_timeout),
    );
    this.refusals = new Refusals(this.recorder, (error) => {
      this.logger.error(`The audit log cannot be written: ${(error as Error).message}`);
    });
  }

  /** Refusals that wait until the log can be written again; more than none means that it cannot be, now. */
  get pendingRefusals(): number {
    return this.refusals.pending;
  }

  /**
   * Records an act that no row shows, and returns when the record is durable. Throws AuditUnavailable when that cannot
   * be had: then the act must not happen either.
   *
   * @example await audit.record({ event: 'report.printed', action: 'VIEW', entityType: 'Report', entityId: id });
   */
  async record(acts: RecordedAct | readonly RecordedAct[]): Promise<void> {
    const scope = currentScope() ?? this.openScope({ actor: system('application'), event: 'unknown' });
    const events = [acts].flat().map((act) => eventOf(act, scope));
    await this.write(events);
  }

  /** Adds meaning to the records of the running act: the changes still to come, or the record of the act itself. */
  describe(meaning: Meaning): void {
    currentScope()?.describe(meaning);
  }

  /**
   * From now on every write of the running act is made only where the business pool's `precondition` holds for this
   * value, in the write's own transaction.
   */
  require(value: string): void {
    const scope = currentScope();
    if (scope) scope.precondition = value;
  }

  /** Why the running act is done: what its request's X-Audit-Reason says, unless a service described another reason. */
  get reason(): string | undefined {
    return currentScope()?.reason;
  }

  /**
   * Opens a scope for work outside HTTP. Changes made inside name this actor and event; work that changed nothing
   * leaves one record of itself, work that failed leaves a FAILURE.
   *
   * @example await audit.run({ actor: system('retention'), event: 'session.expired' }, () => sessions.removeExpired());
   */
  async run<T>(job: Job, work: () => PromiseLike<T> | T): Promise<T> {
    const scope = this.openScope(job);
    let result: T;
    try {
      // Awaited inside the scope: a Prisma query starts where it is awaited, not where it is made.
      result = await withScope(scope, async () => await work());
    } catch (error) {
      await this.recordFailure(scope, 500, error);
      throw error;
    }
    if (scope.records === 0 || scope.hasUntold) await this.write([scope.toEvent('SUCCESS')]);
    return result;
  }

  /** For the interceptor and the doors: durable or AuditUnavailable. */
  async write(events: readonly AuditEvent[]): Promise<void> {
    try {
      await this.recorder.write(events);
    } catch (error) {
      this.logger.error(`The audit log cannot be written: ${(error as Error).message}`);
      throw new AuditUnavailable(error);
    }
  }

  /** Records how a request or job went wrong. Never throws: it has gone wrong, whatever the log says. */
  async recordFailure(scope: AuditScope, status: number, exception: unknown, code?: string): Promise<void> {
    scope.settled = 'failure';
    const { outcome, event, details } = describeFailure(status, exception, code);
    const act = scope.toEvent(outcome);
    const failure: AuditEvent = {
      ...act,
      event: event ?? act.event,
      details: { ...act.details, ...details },
      ...(scope.origin.source === 'HTTP' ? { statusCode: status } : {}),
    };
    await this.refusals.record(failure, details['reason'] === AUDIT_UNAVAILABLE);
  }

  /** Waits for the records that are on their way: an answer that is an error may leave before its own. For tests. */
  async settled(): Promise<void> {
    await this.recorder.drained();
    await this.refusals.settled();
  }

  // After the last answer: Nest calls onModuleDestroy while requests are still being served.
  async onApplicationShutdown(): Promise<void> {
    await this.refusals.close();
    await this.pool.end();
  }

  private openScope({ actor, event, action = 'UPDATE', entityType = 'Job', source = 'JOB' }: Job): AuditScope {
    const scope = new AuditScope({ source, requestId: randomUUID(), actor: () => actor });
    scope.declare({ event, action, entityType });
    return scope;
  }
}

function eventOf(
  { outcome = 'SUCCESS', event, action, entityType, details, ...meaning }: RecordedAct,
  scope: AuditScope,
): AuditEvent {
  const told = scope.toEvent(outcome);
  const merged = details || told.details ? { details: { ...told.details, ...details } } : {};
  return { ...told, patientIds: [], ...meaning, ...merged, event, action, entityType };
}
