import { Logger } from '@nestjs/common';
import type pg from 'pg';

type Borrowed = pg.PoolClient & { getTransactionStatus(): string | null };

/** Keeps connections that cannot be trusted out of the pool. */
export function dropBrokenConnections<Pool extends pg.Pool>(pool: Pool): Pool {
  const logger = new Logger('Database');
  // The pool removes an idle connection that breaks; without a listener its error would end the process.
  pool.on('error', (error) => logger.warn(`An idle connection broke: ${error.message}`));
  // A transaction that ran into a time limit comes back still open: its next borrower would write into it. This event
  // comes before the pool decides whether to keep the connection.
  pool.on('release', (_error, client) => {
    const status = (client as Borrowed).getTransactionStatus();
    if (status !== 'T' && status !== 'E') return;
    logger.warn('A connection came back inside a transaction; it is closed');
    void client.end();
  });
  return pool;
}
