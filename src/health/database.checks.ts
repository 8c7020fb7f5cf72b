import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { pendingMigrations } from '../database/migrate.js';
import { type CheckResult, ReadinessService } from './readiness.service.js';

@Injectable()
export class DatabaseChecks implements OnModuleInit {
  constructor(
    private readonly readiness: ReadinessService,
    private readonly pool: Pool,
  ) {}

  onModuleInit(): void {
    this.readiness.add('database', () => this.database());
    this.readiness.add('migrations', () => this.migrations());
  }

  private async database(): Promise<CheckResult> {
    const start = performance.now();
    await this.pool.query('SELECT 1');
    return { status: 'ok', milliseconds: Math.round(performance.now() - start) };
  }

  private async migrations(): Promise<CheckResult> {
    const pending = await pendingMigrations(this.pool);
    return pending.length === 0 ? { status: 'ok' } : { status: 'failing', pending };
  }
}
