import { Injectable } from '@nestjs/common';
import { ReadingPool } from './reading-pool.js';

/** Columns with few values, each with an index that begins with it. */
export type KnownColumn = 'event' | 'entityType' | 'actorEmail' | 'ip';

/** Jumps from value to value in the index instead of reading every record. */
const values = (column: KnownColumn, bound: string) => `
  WITH RECURSIVE known AS (
    (SELECT "${column}" AS value FROM audit_log WHERE "${column}" IS NOT NULL AND ${bound} ORDER BY "${column}" LIMIT 1)
    UNION ALL
    SELECT (SELECT "${column}" FROM audit_log WHERE "${column}" > known.value AND ${bound} ORDER BY "${column}" LIMIT 1)
    FROM known WHERE known.value IS NOT NULL
  ) SELECT ${column === 'ip' ? 'host(value)' : 'value'} AS value FROM known WHERE value IS NOT NULL`;
const MONTH = `date_trunc('month', clock_timestamp() - interval '1 minute', 'UTC')`;

/** Which events, types, actors' emails and addresses are in the log: filters for parts of them become filters for the whole. */
@Injectable()
export class KnownValues {
  private past: { until: string; values: Map<KnownColumn, Promise<string[]>> } = { until: '', values: new Map() };

  constructor(private readonly pool: ReadingPool) {}

  /** Months that are over gain no records: their values are read once. This month's are read every time. */
  async of(column: KnownColumn): Promise<string[]> {
    const [bound] = await this.pool.rows<{ until: string }>(`SELECT audit_id_floor(${MONTH}) AS until`);
    const { until } = bound!;
    const [past, recent] = await Promise.all([this.before(until, column), this.read(column, 'id >= $1', until)]);
    return [...new Set([...past, ...recent])];
  }

  private before(until: string, column: KnownColumn): Promise<string[]> {
    if (this.past.until !== until) this.past = { until, values: new Map() };
    const read = this.past.values;
    if (!read.has(column)) {
      const found = this.read(column, 'id < $1', until);
      read.set(column, found);
      // A failed reading is not what the past was: the next one asks again. Whoever waits now gets the error itself.
      found.catch(() => read.delete(column));
    }
    return read.get(column)!;
  }

  private async read(column: KnownColumn, bound: string, until: string): Promise<string[]> {
    const rows = await this.pool.rows<{ value: string }>(values(column, bound), [until]);
    return rows.map(({ value }) => value);
  }
}
