import type { AuditEvent } from './audit-event.js';
import type { Recorder } from './recorder.js';

interface Repetition {
  event: AuditEvent;
  who: string;
  manifold: boolean;
  count: number;
  first: Date;
  last: Date;
  timer: NodeJS.Timeout;
}

/** Refusals of one kind that are recorded one by one before the rest of the window is only counted. */
const RECORDED_SINGLY = 5;
const WINDOW_MS = 10_000;
const MAX_KINDS = 5_000;
/**
 * A stranger who is refused in more ways than this is trying out addresses: the ways are no longer told apart. Of somebody
 * who signed in they always are, or he could hide one refusal among many.
 */
const MAX_KINDS_OF_ONE = 100;
const MAX_BACKLOG = 1_000;
const RETRY_MS = 1_000;
/** An answer that is an error does not wait longer than this for its record: it waits in memory then. */
const PATIENCE_MS = 1_000;
/** The data exceptions: this event will never be stored, however often it is tried. */
const NEVER = /^22/;

/**
 * Records refusals and failures. They have happened, whatever the log says: so nothing here fails. What cannot be
 * written waits in a bounded backlog; what does not fit there is counted, and the count becomes a record.
 */
export class Refusals {
  private readonly repetitions = new Map<string, Repetition>();
  private readonly kindsOf = new Map<string, number>();
  private readonly backlog: AuditEvent[] = [];
  private suppressed = 0;
  private retry: NodeJS.Timeout | undefined;
  private retrying: Promise<void> | undefined;

  constructor(
    private readonly recorder: Recorder,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** Events that wait for the log to be writable again. */
  get pending(): number {
    return this.backlog.length + this.suppressed;
  }

  /** `unavailable`: the log is known to be away, and nobody should wait for it to be found away once more. */
  async record(event: AuditEvent, unavailable = false): Promise<void> {
    if (this.counted(event)) return;
    if (unavailable) this.keep(event);
    else await this.write(event);
  }

  /** Tries now what waits for the log to be back. */
  async settled(): Promise<void> {
    if (this.pending > 0) await this.retryNow();
  }

  /** Writes what is still counted or waiting, as far as the log lets it. */
  async close(): Promise<void> {
    for (const key of this.repetitions.keys()) this.finish(key);
    await this.recorder.drained();
    await this.retrying;
    await this.writeBacklog();
    clearTimeout(this.retry);
    if (this.pending > 0) this.onTrouble(new Error(`${this.pending} refusals end with this process, unrecorded`));
  }

  /** A flood of the same refusal must not flood the log: after a few records it is counted. */
  private counted(event: AuditEvent): boolean {
    // Jobs are no flood, and each of them is an act of its own.
    if (event.source !== 'HTTP') return false;
    const who = event.actorId ?? event.ip ?? '';
    const manifold = event.actorId === undefined && (this.kindsOf.get(who) ?? 0) >= MAX_KINDS_OF_ONE;
    const key = kindOf(event, manifold);
    const now = new Date();
    const known = this.repetitions.get(key);
    if (known) {
      known.count++;
      known.last = now;
      if (known.count === RECORDED_SINGLY + 1) known.first = now;
      return known.count > RECORDED_SINGLY;
    }
    if (this.repetitions.size >= MAX_KINDS) this.finish(this.repetitions.keys().next().value!);
    const timer = setTimeout(() => this.finish(key), WINDOW_MS).unref();
    this.repetitions.set(key, { event, who, manifold, count: 1, first: now, last: now, timer });
    this.kindsOf.set(who, (this.kindsOf.get(who) ?? 0) + 1);
    return false;
  }

  private finish(key: string): void {
    const { event, who, manifold, count, first, last, timer } = this.repetitions.get(key)!;
    clearTimeout(timer);
    this.repetitions.delete(key);
    const kinds = this.kindsOf.get(who)! - 1;
    if (kinds > 0) this.kindsOf.set(who, kinds);
    else this.kindsOf.delete(who);
    const counted = count - RECORDED_SINGLY;
    if (counted <= 0) return;
    const repeated = { count: counted, first: first.toISOString(), last: last.toISOString() };
    const details = { ...event.details, ...repeated, ...(manifold ? { various: true } : {}) };
    // Nobody waits for it, and write() never rejects.
    void this.write({ ...event, requestId: undefined, details });
  }

  private async write(event: AuditEvent): Promise<void> {
    // While the log is known to be away, a refusal must not wait for it to be found away once more.
    if (this.pending > 0) return this.keep(event);
    const written = this.recorder.write([event]).catch((error: unknown) => {
      this.onTrouble(error);
      this.keep(event);
    });
    let patience: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((ok) => (patience = setTimeout(ok, PATIENCE_MS)));
    await Promise.race([written, enough]);
    clearTimeout(patience);
  }

  private keep(event: AuditEvent): void {
    if (this.backlog.length >= MAX_BACKLOG) this.suppressed++;
    else this.backlog.push({ ...event, details: { ...event.details, happenedAt: new Date().toISOString() } });
    this.retryLater();
  }

  private retryLater(): void {
    if (this.retrying) return;
    // Nobody waits for it, and it never rejects.
    this.retry ??= setTimeout(() => void this.retryNow(), RETRY_MS).unref();
  }

  /** One at a time: two would write the same events twice. */
  private retryNow(): Promise<void> {
    clearTimeout(this.retry);
    this.retry = undefined;
    return (this.retrying ??= this.writeBacklog().finally(() => {
      this.retrying = undefined;
      if (this.pending > 0) this.retryLater();
    }));
  }

  private async writeBacklog(): Promise<void> {
    const events = [...this.backlog];
    const { suppressed } = this;
    const told = suppressed > 0 ? [suppressedEvent(suppressed)] : [];
    // Each by itself; the recorder brings them together again, and one that it refuses does not hold the others.
    const tries = await Promise.allSettled([...events, ...told].map((event) => this.recorder.write([event])));
    const failures = tries.filter((one) => one.status === 'rejected');
    if (failures.length > 0) this.onTrouble(failures[0]!.reason);
    if (tries[events.length]?.status === 'fulfilled') this.suppressed -= suppressed;
    const again = events.filter((_, at) => tries[at]!.status === 'rejected' && !isHopeless(tries[at]));
    this.suppressed += failures.filter(isHopeless).length;
    this.backlog.splice(0, events.length, ...again);
  }
}

function isHopeless(attempt: PromiseSettledResult<void> | undefined): boolean {
  return attempt?.status === 'rejected' && NEVER.test(String((attempt.reason as { code?: unknown }).code));
}

/** Who was refused what, in which words. `manifold` leaves out the what. */
function kindOf(event: AuditEvent, manifold: boolean): string {
  const { actorId, ip, method, route, path, outcome, statusCode, entityId, patientIds, details } = event;
  const why = [actorId ?? ip, outcome, statusCode, details?.['reason']];
  return JSON.stringify(manifold ? why : [...why, event.event, method, route ?? path, entityId, patientIds, details]);
}

function suppressedEvent(count: number): AuditEvent {
  return {
    action: 'CREATION',
    event: 'audit.suppressed',
    outcome: 'FAILURE',
    source: 'JOB',
    actorType: 'SYSTEM',
    actorName: 'audit',
    actorRoles: [],
    entityType: 'AuditLog',
    patientIds: [],
    details: { count, reason: 'refusals that the log could not take, and that did not fit into the backlog' },
  };
}
