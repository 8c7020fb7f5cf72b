import pg from 'pg';
import type { TestApp } from './app.js';
import type { PendingRequest, Reply } from './client.js';

const WAITING = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/**
 * The answer to a request that comes too late: what another transaction changed before, and holds, is committed once the
 * request waits for it.
 */
export async function overtaken(
  request: PendingRequest,
  { db }: TestApp,
  change: string,
  parameters: unknown[],
): Promise<Reply> {
  const other = new pg.Client({ connectionString: db.adminUrl });
  await other.connect();
  try {
    await other.query('BEGIN');
    await other.query(change, parameters);
    const [reply] = await Promise.all([request, waits(db).then(() => other.query('COMMIT'))]);
    return reply;
  } finally {
    await other.end();
  }
}

/** Resolves when some statement in the test's database waits for a lock that another transaction holds. */
async function waits(db: TestApp['db']): Promise<void> {
  for (let attempt = 0; (await db.query(WAITING)).length === 0; attempt++) {
    if (attempt > 500) throw new Error('no statement came to wait');
    await new Promise((done) => setTimeout(done, 20));
  }
}
