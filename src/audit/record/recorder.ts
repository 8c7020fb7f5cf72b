import type { Pool } from 'pg';
import type { AuditEvent } from './audit-event.js';
import { toStorableJson } from './storable.js';

interface Waiting {
  events: readonly AuditEvent[];
  done: () => void;
  failed: (error: Error) => void;
}

const COLUMNS: Record<keyof AuditEvent, string> = {
  action: '"AuditAction"',
  event: 'text',
  outcome: '"AuditOutcome"',
  source: '"AuditSource"',
  actorType: '"AuditActorType"',
  actorId: 'text',
  actorEmail: 'text',
  actorName: 'text',
  actorRoles: 'text[]',
  entityType: 'text',
  entityId: 'text',
  entityLabel: 'text',
  patientIds: 'uuid[]',
  details: 'jsonb',
  reason: 'text',
  purposeOfUse: 'text',
  requestId: 'text',
  sessionId: 'text',
  ip: 'inet',
  userAgent: 'text',
  method: 'text',
  route: 'text',
  path: 'text',
  statusCode: 'int',
};
const NAMES = Object.keys(COLUMNS).map((name) => `"${name}"`);
// The time is asked once, by the inner SELECT: of a batch, all is too late or nothing is.
const INSERT = {
  name: 'audit_insert',
  text: `INSERT INTO audit_log (${NAMES.join(', ')}) SELECT ${NAMES.join(', ')} FROM json_to_recordset($1::json)
         AS r (${Object.entries(COLUMNS)
           .map(([name, type]) => `"${name}" ${type}`)
           .join(', ')})
         WHERE (SELECT $2::float8 IS NULL OR extract(epoch FROM clock_timestamp()) <= $2::float8)`,
};
const MAX_BATCH = 500;

/** SQLSTATE classes that blame the row, not the log: data exception, integrity violation. */
const ROWS_FAULT = /^2[23]/;

/**
 * Group commit: all events that arrive while an INSERT is under way go in by the next one, and everybody waits for the
 * COMMIT that holds his own. No timer: a lone event goes at once, a crowd shares the cost.
 */
export class Recorder {
  private waiting: Waiting[] = [];
  private flushing: Promise<void> | undefined;

  /** `deadline`: when, by the database's clock, a write that begins now has been given up. */
  constructor(
    private readonly pool: Pool,
    private readonly deadline: () => number | undefined = () => undefined,
  ) {}

  /** Resolves when the events are durable; rejects when that cannot be had now. Nothing is retried here. */
  write(events: readonly AuditEvent[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    return new Promise((done, failed) => {
      this.waiting.push({ events, done, failed });
      this.flushing ??= this.flush();
    });
  }

  /** Waits for what was accepted so far. */
  async drained(): Promise<void> {
    while (this.flushing) await this.flushing;
  }

  private async flush(): Promise<void> {
    // The turn of the loop that accepted the first event may bring more: they share its INSERT.
    await Promise.resolve();
    while (this.waiting.length > 0) await this.flushBatch(this.takeBatch());
    this.flushing = undefined;
  }

  private takeBatch(): Waiting[] {
    let size = 0;
    let count = 0;
    while (count < this.waiting.length && (count === 0 || size + this.waiting[count]!.events.length <= MAX_BATCH)) {
      size += this.waiting[count++]!.events.length;
    }
    return this.waiting.splice(0, count);
  }

  private async flushBatch(batch: Waiting[]): Promise<void> {
    try {
      await this.insert(batch.flatMap(({ events }) => events));
    } catch (error) {
      if (ROWS_FAULT.test(String((error as { code?: unknown }).code)) && batch.length > 1) {
        // One event that the table refuses must not take its neighbours with it.
        for (const one of batch) await this.flushBatch([one]);
        return;
      }
      // Whoever queued behind a failed INSERT would only wait for the next one to fail.
      for (const { failed } of [...batch, ...this.waiting.splice(0)]) failed(error as Error);
      return;
    }
    for (const { done } of batch) done();
  }

  private async insert(events: readonly AuditEvent[]): Promise<void> {
    const { rowCount } = await this.pool.query({
      ...INSERT,
      values: [toStorableJson(events), this.deadline() ?? null],
    });
    if (rowCount !== events.length) throw new Error('the records reached the database too late');
  }
}
