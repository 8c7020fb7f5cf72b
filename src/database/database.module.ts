import { Global, Module } from '@nestjs/common';
import pg from 'pg';
import { AuditedPool } from '../audit/index.js';
import { Env } from '../config/env.js';
import { dropBrokenConnections } from './broken-connections.js';
import { PrismaService } from './prisma.service.js';

@Global()
@Module({
  providers: [
    {
      provide: pg.Pool,
      inject: [Env],
      useFactory: (env: Env) =>
        dropBrokenConnections(
          new AuditedPool({
            connectionString: env.DATABASE_URL,
            max: env.DATABASE_POOL_SIZE,
            // The server gives up first: a write that was answered with 503 must not happen a moment later.
            statement_timeout: env.DATABASE_TIMEOUT_MS,
            query_timeout: env.DATABASE_TIMEOUT_MS + 500,
            connectionTimeoutMillis: env.DATABASE_CONNECT_TIMEOUT_MS,
            application_name: 'custodia',
            precondition: 'SELECT idempotency_claim_held($1)',
          }),
        ),
    },
    PrismaService,
  ],
  exports: [pg.Pool, PrismaService],
})
export class DatabaseModule {}
