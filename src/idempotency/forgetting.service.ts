import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { IdempotencyKeys } from './idempotency-keys.service.js';

const EVERY_MS = 600_000;

/** Removes the answers that nobody can ask for any more, at the start and every ten minutes. */
@Injectable()
export class Forgetting implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Idempotency');
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly keys: IdempotencyKeys) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.forget();
    this.timer = setInterval(() => void this.forget(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  // Never rejects: the next time will do.
  private async forget(): Promise<void> {
    try {
      await this.keys.forgetOld();
    } catch (error) {
      this.logger.warn(`Old answers could not be removed: ${(error as Error).message}`);
    }
  }
}
