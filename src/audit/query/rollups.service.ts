import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  ServiceUnavailableException,
} from '@nestjs/common';
import { ReadingPool } from './reading-pool.js';

const DAY = 86_400_000;
const PATIENCE_MS = 4_000;
const AHEAD_DAYS = 31;
const AHEAD_MS = 10 * 60_000;
const FIRST_AHEAD_MS = 30_000;

/**
 * Keeps the counts of days that are over. The last month is counted ahead; whoever asks first for an older period waits
 * for it, afterwards it is there.
 */
@Injectable()
export class Rollups implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Audit');
  /** Days whose counts are complete and will not change any more. */
  private readonly finished = new Set<number>();
  private working: Promise<void> = Promise.resolve();

  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: ReadingPool) {}

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => void this.countAhead(), FIRST_AHEAD_MS).unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  /** Never rejects: what it does not get done, whoever asks gets done. */
  private async countAhead(): Promise<void> {
    this.timer = setTimeout(() => void this.countAhead(), AHEAD_MS).unref();
    try {
      const [first] = await this.pool.rows<{ at: Date }>(
        'SELECT "recordedAt" AS at FROM audit_log ORDER BY id LIMIT 1',
      );
      if (!first) return;
      const from = Math.max(first.at.getTime(), Date.now() - AHEAD_DAYS * DAY);
      await this.inTurn(daysOf(new Date(from), new Date()));
    } catch (error) {
      this.logger.warn(`The records could not be counted ahead: ${(error as Error).message}`);
    }
  }

  /** Counts what is over and not yet counted; says when to ask again if that takes too long now. */
  async prepare(from: Date, to: Date): Promise<void> {
    const mine = this.inTurn(daysOf(from, to));
    const patience = new Promise<'late'>((ok) => setTimeout(() => ok('late'), PATIENCE_MS).unref());
    if ((await Promise.race([mine, patience])) !== 'late') return;
    throw new ServiceUnavailableException({
      code: 'statistics-in-preparation',
      message: 'The records of this period are being counted for the first time; ask again in a few seconds',
    });
  }

  /** One after the other, whoever asks: they would only wait for each other in the database. */
  private inTurn(days: readonly number[]): Promise<void> {
    const missing = days.filter((day) => !this.finished.has(day));
    const mine = this.working.then(() => this.count(missing));
    this.working = mine.catch(() => undefined);
    return mine;
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
