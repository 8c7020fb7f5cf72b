import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy, ServiceUnavailableException } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions, type AuditRequest } from '../audit.options.js';
import { conditionsOf } from './conditions.js';
import { EventNames } from './event-names.service.js';
import type { LogFilter } from './filter.dto.js';
import type { KnownWords } from './known-words.js';
import { type LogRow, RECORD_COLUMNS, recordOf } from './log-record.js';
import { type Position, writePosition } from './live-position.js';
import { Parameters } from './parameters.js';
import { ReadingPool } from './reading-pool.js';

const POLL_MS = 500;
const STILL_ALLOWED_MS = 2_000;
const HEARTBEAT_MS = 10_000;
const BATCH = 500;
const MOST_READERS = 50;
const LOWEST = '00000000-0000-0000-0000-000000000000';

type LiveRow = LogRow & { txId: string };

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
    private readonly names: EventNames,
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
      const stream = Readable.from(this.events(filter, request, position, reader.signal), { objectMode: false });
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

  private leave(reader: AbortController): void {
    reader.abort();
    this.readers.delete(reader);
  }

  private async *events(
    filter: LogFilter,
    request: AuditRequest,
    position: Position,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    yield 'retry: 2000\n\n';
    let told = Date.now();
    let checked = Date.now();
    while (!signal.aborted) {
      if (Date.now() - checked >= STILL_ALLOWED_MS) {
        if (!(await this.mayStillRead(request))) {
          yield 'event: end\ndata: {"reason":"session-ended"}\n\n';
          return;
        }
        checked = Date.now();
      }
      const until = await this.settledUntil();
      const rows = await this.between(filter, position, until);
      for (const { txId, ...row } of rows) {
        position = { txId, id: row.id };
        yield `id: ${writePosition(position)}\ndata: ${JSON.stringify(recordOf(row))}\n\n`;
        told = Date.now();
      }
      if (rows.length === BATCH) continue;
      // What the filter leaves out must not be read again at every turn.
      position = { txId: until, id: LOWEST };
      if (Date.now() - told >= HEARTBEAT_MS) {
        yield ': still here\n\n';
        told = Date.now();
      }
      await pause(signal);
    }
    yield 'event: end\ndata: {"reason":"server-closes"}\n\n';
  }

  /** Every transaction below this one is over. */
  private async settledUntil(): Promise<string> {
    const [row] = await this.pool.rows<{ until: string }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS until',
    );
    return row!.until;
  }

  private async between(filter: LogFilter, { txId, id }: Position, until: string): Promise<LiveRow[]> {
    const known: KnownWords = {
      events: filter.event || filter.q ? await this.names.all() : [],
      ...(filter.q ? { detailsFrom: LOWEST } : {}),
    };
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

  private async mayStillRead(request: AuditRequest): Promise<boolean> {
    try {
      return (await this.options.mayStillRead?.(request)) ?? true;
    } catch (error) {
      // Who cannot be checked is not shown more.
      this.logger.warn(`A reader of the live log could not be checked: ${(error as Error).message}`);
      return false;
    }
  }
}

/** Ends early, and without an error, when the reader goes. */
async function pause(signal: AbortSignal): Promise<void> {
  await sleep(POLL_MS, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
