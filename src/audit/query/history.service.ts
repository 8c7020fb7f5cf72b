import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { isExempt } from '../capture/policy.js';
import type { LogListQuery } from './list.dto.js';
import { LogReader, type LogPage } from './log-reader.service.js';
import { type LogRecord, type LogRow, RECORD_COLUMNS, recordOf } from './log-record.js';
import { momentOf } from './moment.js';
import { ReadingPool } from './reading-pool.js';
import { exactly } from './refused-query.js';

export interface EntityState {
  state: object;
  asOf: string | null;
  record: LogRecord;
}

/** What happened to one entity, and what it was at any moment since it is audited. */
@Injectable()
export class History {
  constructor(
    private readonly reader: LogReader,
    private readonly pool: ReadingPool,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {}

  list(type: string, id: string, query: Pick<LogListQuery, keyof LogListQuery>): Promise<LogPage> {
    return this.reader.list({ ...query, entityType: exactly('type', type), entityId: exactly('id', id) });
  }

  async stateAt(type: string, id: string, at: string): Promise<EntityState> {
    const moment = momentOf(at);
    const last = await this.change(type, id, moment, `l."recordedAt" <= $3`, 'DESC');
    if (last) return this.stateAfter(type, last);
    const next = await this.change(type, id, moment, `l."recordedAt" > $3`, 'ASC');
    if (next?.before) return { state: next.before, asOf: null, record: next };
    throw new NotFoundException({
      code: 'entity-not-there-yet',
      message: next
        ? `It did not exist then; it was created at ${next.recordedAt}`
        : 'The log knows no change of such an entity',
    });
  }

  private stateAfter(type: string, record: LogRecord): EntityState {
    const policy = this.options.policy[type];
    const deletion = policy && !isExempt(policy) ? policy.deletion : undefined;
    const { after } = record;
    if (!after || (deletion !== undefined && (after[deletion] ?? null) !== null)) {
      throw new NotFoundException({
        code: 'entity-deleted',
        message: `It was deleted then; the last change before is record ${record.id} of ${record.recordedAt}`,
      });
    }
    return { state: after, asOf: record.recordedAt, record };
  }

  // Only a change of a row has a state; the ids of one row's changes have their order, each waits for the one before.
  private async change(
    type: string,
    id: string,
    at: string,
    bound: string,
    order: 'ASC' | 'DESC',
  ): Promise<LogRecord | undefined> {
    const [row] = await this.pool.rows<LogRow & object>(
      `SELECT ${RECORD_COLUMNS} FROM audit_log l
       WHERE l."entityType" = $1 AND l."entityId" = $2 AND ${bound}::timestamptz
         AND (l."before" IS NOT NULL OR l."after" IS NOT NULL)
       ORDER BY l.id ${order} LIMIT 1`,
      [type, id, at],
    );
    return row && recordOf(row);
  }
}
