import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { readCursor, writeCursor } from './cursor.js';
import type { KnownWords } from './known-words.js';
import { KnownWordsReader } from './known-words.service.js';
import { DEEPEST_OFFSET, type LogListQuery } from './list.dto.js';
import { type LogRecord, type LogRow, RECORD_COLUMNS, recordOf } from './log-record.js';
import { byTime, pageStatement, type Part } from './page-statement.js';
import { ReadingPool } from './reading-pool.js';
import { refusedQuery } from './refused-query.js';
import { type Total, Totals } from './total.service.js';

export interface LogPage extends Total {
  items: LogRecord[];
  page: number;
  limit: number;
  nextCursor: string | null;
}

export interface LogDetail extends LogRecord {
  related: LogRecord[];
  actorToday: object | null;
  proof: null;
}

const MOST_RELATED = 100;
const NEWEST = 5_000;

@Injectable()
export class LogReader {
  constructor(
    private readonly pool: ReadingPool,
    private readonly words: KnownWordsReader,
    private readonly totals: Totals,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {}

  async list(query: LogListQuery): Promise<LogPage> {
    const { page = 1, limit, sort } = query;
    const descending = sort.startsWith('-');
    const offset = (page - 1) * limit;
    refuseContradictions(query, offset);
    const known = await this.words.for(query);
    // One more than asked for tells whether there is a next page.
    const part = { limit: limit + 1, offset };
    // Side by side: whoever waits for one of them waits for both.
    const [rows, matching] = await Promise.all([this.rows(query, known, part), this.totals.of(query, known)]);
    const shown = rows.slice(0, limit);
    const more = rows.length > limit;
    const last = shown.at(-1);
    const whole = !more && query.cursor === undefined && (last !== undefined || offset === 0);
    const total = whole ? { total: offset + shown.length, totalIsExact: true } : matching;
    return {
      items: shown.map(recordOf),
      page,
      limit,
      ...total,
      nextCursor: more && byTime(sort) ? writeCursor({ after: last!.id, descending }) : null,
    };
  }

  private async rows(query: LogListQuery, known: KnownWords, part: Part): Promise<(LogRow & object)[]> {
    return (await this.frequent(query, known, part)) ?? (await this.page(query, known, part));
  }

  /**
   * A frequent word fills its page from the newest records, and would have the trigram index hand over tens of thousands.
   * Undefined if they do not fill it: then the word is rare enough for the index.
   */
  private async frequent(query: LogListQuery, known: KnownWords, part: Part): Promise<(LogRow & object)[] | undefined> {
    const { q, sort, cursor, from, to } = query;
    if (!q || sort !== '-recordedAt' || cursor !== undefined || from !== undefined || to !== undefined)
      return undefined;
    const rows = await this.page(query, known, { ...part, newest: NEWEST });
    return rows.length === part.limit ? rows : undefined;
  }

  private page(query: LogListQuery, known: KnownWords, part: Part): Promise<(LogRow & object)[]> {
    const { text, values } = pageStatement(query, known, part);
    return this.pool.rows<LogRow & object>(text, values);
  }

  async detail(id: string): Promise<LogDetail> {
    const [row] = await this.pool.rows<LogRow & object>(`SELECT ${RECORD_COLUMNS} FROM audit_log l WHERE l.id = $1`, [
      id,
    ]);
    if (!row) {
      throw new NotFoundException({
        code: 'record-not-found',
        message: 'The log has no such record; GET /audit-logs lists them',
      });
    }
    const [related, actorToday] = await Promise.all([
      row.requestId === null ? [] : this.related(row.requestId, id),
      row.actorType !== 'USER' || row.actorId === null ? null : this.options.userById?.(row.actorId),
    ]);
    return { ...recordOf(row), related, actorToday: actorToday ?? null, proof: null };
  }

  private async related(requestId: string, id: string): Promise<LogRecord[]> {
    const rows = await this.pool.rows<LogRow & object>(
      `SELECT ${RECORD_COLUMNS} FROM audit_log l WHERE l."requestId" = $1 AND l.id <> $2 ORDER BY l.id LIMIT ${MOST_RELATED}`,
      [requestId, id],
    );
    return rows.map(recordOf);
  }
}

function refuseContradictions({ page, cursor, sort }: LogListQuery, offset: number): void {
  if (offset > DEEPEST_OFFSET) {
    const message = `pages end at record ${DEEPEST_OFFSET}; follow nextCursor or narrow the filter`;
    throw refusedQuery({ field: 'page', message });
  }
  if (cursor === undefined) return;
  if (page !== undefined) throw refusedQuery({ field: 'page', message: 'give a page or a cursor, not both' });
  if (!byTime(sort)) throw refusedQuery({ field: 'cursor', message: 'a cursor needs sort=recordedAt or -recordedAt' });
  const read = readCursor(cursor);
  if (!read) throw refusedQuery({ field: 'cursor', message: 'cursor must be the nextCursor of an answer' });
  if (read.descending !== sort.startsWith('-')) {
    throw refusedQuery({ field: 'cursor', message: 'the cursor comes from a list in the other direction' });
  }
}
