import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy, ServiceUnavailableException } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions, type AuditRequest } from '../audit.options.js';
import { AuditService } from '../audit.service.js';
import { conditionsOf } from './conditions.js';
import type { LogFilter } from './filter.dto.js';
import { KnownWordsReader } from './known-words.service.js';
import { type LogRow, RECORD_COLUMNS, recordOf } from './log-record.js';
import { type Position, writePosition } from './live-position.js';
import { Parameters } from './parameters.js';
import { ReadingPool } from './reading-pool.js';

const POLL_MS = 500;
const STILL_ALLOWED_MS = 2_000;
const HEARTBEAT_MS = 10_000;
const PATIENCE_MS = 30_000;
const BATCH = 500;
const MOST_READERS = 50;
const LOWEST = '00000000-0000-0000-0000-000000000000';

type LiveRow = LogRow & { txId: string };

/** What one reader has been told. */
interface Shown {
  records: number;
  patients: Set<string>;
}

/**
 * New records as server-sent events, in an order without gaps: a record is told when every transaction that began to
 * write before its own is over, so none can appear behind one that was told already. It asks the database twice a
 * second, and only while somebody listens: a NOTIFY at every record would make all commits wait for each other.
 */
@Injectable()
export class LiveLog implements OnModuleDestroy {
  private readonly logger = new Logger('Audit');
  private readonly readers = new Set<AbortController>();

  constructor(
    private readonly pool: ReadingPool,
    private readonly words: KnownWordsReader,
    private readonly audit: AuditService,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {}

  /** After a position that a reader has seen, or from now on. */
  async open(filter: LogFilter, request: AuditRequest, seen: Position | undefined): Promise<Readable> {
    if (this.readers.size >= MOST_READERS) {
      throw new ServiceUnavailableException({
        code: 'too-many-streams',
        message: `${MOST_READERS} live views are open already; close one, or read the list`,
      });
    }
    const reader = new AbortController();
    this.readers.add(reader);
    try {
      const position = seen ?? { txId: await this.settledUntil(), id: LOWEST };
      // The end is recorded long after the handler returned, in the scope of its request all the same.
      const inScope = AsyncLocalStorage.snapshot();
      const shown: Shown = { records: 0, patients: new Set() };
      const events = this.events(filter, request, position, reader.signal, shown);
      const stream = streamOf(events, reader);
      // Nobody waits for it; when the log cannot be written, that is in the application's own log.
      stream.once('close', () => void inScope(() => this.recordEnd(shown)).catch(() => undefined));
      stream.once('close', () => this.leave(reader));
      return stream;
    } catch (error) {
      this.leave(reader);
      throw error;
    }
  }

  /** Streams end first when the server closes: it waits for every answer that is not complete. */
  onModuleDestroy(): void {
    for (const reader of this.readers) reader.abort();
  }

  /** That it was opened is recorded first; whom it showed is known at the end. */
  private async recordEnd({ records, patients }: Shown): Promise<void> {
    if (records === 0) return;
    await this.audit.record({
      event: 'audit.viewed',
      action: 'VIEW',
      entityType: 'AuditLog',
      patientIds: [...patients].sort(),
      details: { state: 'ended', records },
    });
  }

  private leave(reader: AbortController): void {
    reader.abort();
    this.readers.delete(reader);
  }

  private async *events(
    filter: LogFilter,
    request: AuditRequest,
    position: Position,
    signal: AbortSignal,
    shown: Shown,
  ): AsyncGenerator<string> {
    yield 'retry: 2000\n\n';
    let answered = Date.now();
    let heartbeat = Date.now() + HEARTBEAT_MS;
    const allowed = this.permission(request);
    let ended = 'server-closes';
    while (!signal.aborted) {
      const turn = await this.turn(filter, position, allowed);
      if (turn === 'not-allowed') {
        ended = 'session-ended';
        break;
      }
      if (turn !== 'failed') answered = Date.now();
      else if (Date.now() - answered >= PATIENCE_MS) {
        ended = 'log-unreadable';
        break;
      }
      const rows = turn === 'failed' ? [] : turn.rows;
      for (const { txId, ...row } of rows) {
        position = { txId, id: row.id };
        shown.records++;
        for (const id of row.patientIds) shown.patients.add(id);
        yield `id: ${writePosition(position)}\ndata: ${JSON.stringify(recordOf(row))}\n\n`;
        heartbeat = Date.now() + HEARTBEAT_MS;
      }
      if (rows.length === BATCH) continue;
      // What the filter leaves out must not be read again at every turn.
      if (turn !== 'failed') position = { txId: turn.until, id: LOWEST };
      if (Date.now() >= heartbeat) {
        yield ': still here\n\n';
        heartbeat = Date.now() + HEARTBEAT_MS;
      }
      await pause(signal);
    }
    yield `event: end\ndata: ${JSON.stringify({ reason: ended })}\n\n`;
  }

  /** What is new. After a failure the position stands: nothing is missed, it is only told later. */
  private async turn(
    filter: LogFilter,
    position: Position,
    allowed: () => Promise<boolean>,
  ): Promise<{ until: string; rows: LiveRow[] } | 'not-allowed' | 'failed'> {
    try {
      // First: who cannot be checked is not shown more.
      if (!(await allowed())) return 'not-allowed';
      const until = await this.settledUntil();
      return { until, rows: await this.between(filter, position, until) };
    } catch (error) {
      this.logger.warn(`The live log waits for the database: ${(error as Error).message}`);
      return 'failed';
    }
  }

  private permission(request: AuditRequest): () => Promise<boolean> {
    let checked = Date.now();
    return async () => {
      if (Date.now() - checked < STILL_ALLOWED_MS) return true;
      const allowed = (await this.options.mayStillRead?.(request)) ?? true;
      checked = Date.now();
      return allowed;
    };
  }

  /** Every transaction below this one is over. */
  private async settledUntil(): Promise<string> {
    const [row] = await this.pool.rows<{ until: string }>('SELECT audit_settled_until()::text AS until');
    return row!.until;
  }

  private async between(filter: LogFilter, { txId, id }: Position, until: string): Promise<LiveRow[]> {
    const known = await this.words.for(filter);
    const parameters = new Parameters();
    const after = parameters.add(txId);
    const conditions = [
      ...conditionsOf(filter, known, parameters),
      `l."txId" >= ${after}::xid8`,
      `(l."txId", l.id) > (${after}::xid8, ${parameters.add(id)}::uuid)`,
      `l."txId" < ${parameters.add(until)}::xid8`,
    ];
    return this.pool.rows<LiveRow & object>(
      `SELECT ${RECORD_COLUMNS}, l."txId"::text AS "txId" FROM audit_log l
       WHERE ${conditions.join(' AND ')} ORDER BY l."txId", l.id LIMIT ${BATCH}`,
      parameters.values,
    );
  }
}

/** Readable.from would wait for the next event before it lets a reader go who has left. */
function streamOf(events: AsyncGenerator<string>, reader: AbortController): Readable {
  return new Readable({
    read() {
      events.next().then(
        ({ done, value }) => this.destroyed || this.push(done ? null : value),
        (error: Error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      reader.abort();
      done(error);
    },
  });
}

/** Ends early, and without an error, when the reader goes. */
async function pause(signal: AbortSignal): Promise<void> {
  await sleep(POLL_MS, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
