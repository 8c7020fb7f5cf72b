import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { readCursor, writeCursor } from './cursor.js';
import { KnownWordsReader } from './known-words.service.js';
import { DEEPEST_OFFSET, type LogListQuery } from './list.dto.js';
import { type LogRecord, type LogRow, RECORD_COLUMNS, recordOf } from './log-record.js';
import { byTime, pageStatement } from './page-statement.js';
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
    const { text, values } = pageStatement(query, known, { limit: limit + 1, offset });
    const rows = await this.pool.rows<LogRow & object>(text, values);
    const shown = rows.slice(0, limit);
    const more = rows.length > limit;
    const last = shown.at(-1);
    const whole = !more && query.cursor === undefined && (last !== undefined || offset === 0);
    const total = whole ? { total: offset + shown.length, totalIsExact: true } : await this.totals.of(query, known);
    return {
      items: shown.map(recordOf),
      page,
      limit,
      ...total,
      nextCursor: more && byTime(sort) ? writeCursor({ after: last!.id, descending }) : null,
    };
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
