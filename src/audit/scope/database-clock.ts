import type { ClientBase } from 'pg';

/** What the database's clock shows, as far as this process can tell: read at every new connection. */
export class DatabaseClock {
  private ahead: number | undefined;

  async read(client: ClientBase): Promise<void> {
    const { rows } = await client.query<{ now: number }>(
      'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now',
    );
    this.ahead = rows[0]!.now - performance.now();
  }

  /** The moment, in seconds of the database's clock, when the caller will have given up. */
  deadline(patienceMs: number | undefined): number | undefined {
    if (this.ahead === undefined || !patienceMs) return undefined;
    return (performance.now() + this.ahead + patienceMs) / 1_000;
  }
}
