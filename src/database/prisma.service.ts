import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from '../generated/prisma/client.js';
import { statementNames } from './statement-names.js';

/** The business pool: Prisma runs on it, and a few hot queries use it directly. */
@Injectable()
export class PrismaService extends PrismaClient implements OnApplicationShutdown {
  constructor(private readonly pool: Pool) {
    // Minimal: the other formats print the arguments of a failed call, which are people's data.
    super({
      adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
      errorFormat: 'minimal',
    });
  }

  // After the last answer: Nest calls onModuleDestroy while requests are still being served.
  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
    await this.pool.end();
  }
}
