import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { ReadingPool } from './reading-pool.js';

const DAY = 86_400_000;
const PATIENCE_MS = 4_000;

/** Keeps the counts of days that are over. Whoever asks for a period first pays for it; afterwards it is there. */
@Injectable()
export class Rollups {
  /** Days whose counts are complete and will not change any more. */
  private readonly finished = new Set<number>();
  private working: Promise<void> = Promise.resolve();

  constructor(private readonly pool: ReadingPool) {}

  /** Counts what is over and not yet counted; says when to ask again if that takes too long now. */
  async prepare(from: Date, to: Date): Promise<void> {
    const missing = daysOf(from, to).filter((day) => !this.finished.has(day));
    // One after the other, whoever asks: they would only wait for each other in the database.
    const mine = this.working.then(() => this.count(missing));
    this.working = mine.catch(() => undefined);
    const patience = new Promise<'late'>((ok) => setTimeout(() => ok('late'), PATIENCE_MS).unref());
    if ((await Promise.race([mine, patience])) !== 'late') return;
    throw new ServiceUnavailableException({
      code: 'statistics-in-preparation',
      message: 'The records of this period are being counted for the first time; ask again in a few seconds',
    });
  }

  private async count(days: readonly number[]): Promise<void> {
    for (const day of days) {
      if (this.finished.has(day)) continue;
      const [row] = await this.pool.rows<{ done: boolean }>('SELECT audit_roll_up($1) AS done', [new Date(day)]);
      if (row!.done && day + DAY + 60_000 < Date.now()) this.finished.add(day);
    }
  }
}

function daysOf(from: Date, to: Date): number[] {
  const first = Math.floor(from.getTime() / DAY) * DAY;
  const last = Math.min(to.getTime() - 1, Date.now());
  return Array.from({ length: Math.max(0, Math.floor((last - first) / DAY) + 1) }, (_, index) => first + index * DAY);
}
