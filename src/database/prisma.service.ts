import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import { PrismaClient } from '../generated/prisma/client.js';
import { statementNames } from './statement-names.js';
import { PrismaPgInTurn } from './transactions-in-turn.js';

/** The business pool: Prisma runs on it, and a few hot queries use it directly. */
@Injectable()
export class PrismaService extends PrismaClient implements OnApplicationShutdown {
  constructor(private readonly pool: Pool) {
    // Minimal: the other formats print the arguments of a failed call, which are people's data.
    super({
      adapter: new PrismaPgInTurn(pool, { statementNameGenerator: statementNames() }),
      errorFormat: 'minimal',
    });
  }

  // After the last answer: Nest calls onModuleDestroy while requests are still being served.
  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
    await this.pool.end();
  }
}
