import { Injectable } from '@nestjs/common';
import { ReadingPool } from './reading-pool.js';

/** Jumps from name to name in the index of events instead of reading every record. */
const names = (bound: string) => `
  WITH RECURSIVE names AS (
    (SELECT event FROM audit_log WHERE ${bound} ORDER BY event LIMIT 1)
    UNION ALL
    SELECT (SELECT event FROM audit_log WHERE event > names.event AND ${bound} ORDER BY event LIMIT 1)
    FROM names WHERE names.event IS NOT NULL
  ) SELECT event FROM names WHERE event IS NOT NULL`;
const MONTH = `date_trunc('month', clock_timestamp() - interval '1 minute', 'UTC')`;

/** The names of all events in the log: some hundred at most. */
@Injectable()
export class EventNames {
  private past: { until: string; events: Promise<string[]> } | undefined;

  constructor(private readonly pool: ReadingPool) {}

  /** Months that are over gain no records: their names are read once. This month's are read every time. */
  async all(): Promise<string[]> {
    const [bound] = await this.pool.rows<{ until: string }>(`SELECT audit_id_floor(${MONTH}) AS until`);
    const { until } = bound!;
    const [past, recent] = await Promise.all([this.before(until), this.read('id >= $1', until)]);
    return [...new Set([...past, ...recent])];
  }

  private before(until: string): Promise<string[]> {
    if (this.past?.until !== until) {
      const events = this.read('id < $1', until);
      this.past = { until, events };
      // A failed reading is not what the past was: the next one asks again. Whoever waits now gets the error itself.
      events.catch(() => (this.past = undefined));
    }
    return this.past.events;
  }

  private async read(bound: string, until: string): Promise<string[]> {
    const rows = await this.pool.rows<{ event: string }>(names(bound), [until]);
    return rows.map(({ event }) => event);
  }
}
