import { Injectable } from '@nestjs/common';
import { periodConditions } from './conditions.js';
import type { KnownWords } from './known-words.js';
import { EventNames } from './event-names.service.js';
import type { LogFilter } from './filter.dto.js';
import { Parameters } from './parameters.js';
import { ReadingPool } from './reading-pool.js';

/** As many records with details as a search reads at most; filter.dto.ts tells it to clients. */
const DETAILS_READ = 10_000;
const LOWEST = '00000000-0000-0000-0000-000000000000';

/** Finds out what a filter needs to know of the log before it becomes SQL. */
@Injectable()
export class KnownWordsReader {
  constructor(
    private readonly pool: ReadingPool,
    private readonly names: EventNames,
  ) {}

  async for(filter: LogFilter): Promise<KnownWords> {
    if (!filter.event && !filter.q) return { events: [] };
    const [events, detailsFrom] = await Promise.all([
      this.names.all(),
      filter.q ? this.detailsFrom(filter) : undefined,
    ]);
    return { events, ...(detailsFrom === undefined ? {} : { detailsFrom }) };
  }

  private async detailsFrom(filter: LogFilter): Promise<string> {
    const parameters = new Parameters();
    const conditions = ['l."details" IS NOT NULL', ...periodConditions(filter, parameters, 'by id alone')];
    const [row] = await this.pool.rows<{ id: string }>(
      `SELECT l.id FROM audit_log l WHERE ${conditions.join(' AND ')} ORDER BY l.id DESC OFFSET ${DETAILS_READ} LIMIT 1`,
      parameters.values,
    );
    return row?.id ?? LOWEST;
  }
}
