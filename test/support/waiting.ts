import type { TestApp } from './app.js';

const WAITING = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Resolves when some statement in the test's database waits for a lock that another transaction holds. */
export async function aWaitingStatement({ db }: TestApp): Promise<void> {
  for (let attempt = 0; (await db.query(WAITING)).length === 0; attempt++) {
    if (attempt > 500) throw new Error('no statement came to wait');
    await new Promise((done) => setTimeout(done, 20));
  }
}
