import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { findDifferences } from './installed.js';
import { type Alteration, findAlterations } from './trace.js';
import { type DeclaredTrigger, declareTriggers } from './triggers.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Compares what the database has with what the policy declares, and keeps the months ahead. */
@Injectable()
export class Installation implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private readonly declared: readonly DeclaredTrigger[];
  private readonly pool: pg.Pool;
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(AUDIT_OPTIONS) { policy, models, connection }: AuditModuleOptions) {
    this.declared = declareTriggers(policy, models);
    this.pool = new pg.Pool({ ...connection, max: 1, idleTimeoutMillis: 1_000 });
    this.pool.on('error', (error) => this.logger.warn(`A connection of the audit check broke: ${error.message}`));
  }

  /** What is not as the policy says, each a sentence. Asked at start and by the coverage report. */
  findDifferences(): Promise<string[]> {
    return findDifferences(this.pool, this.declared);
  }

  /** What the database recorded of changes to the audit's own objects; see trace.ts. */
  findAlterations(): Promise<Alteration[]> {
    return findAlterations(this.pool);
  }

  async onApplicationBootstrap(): Promise<void> {
    const differences = await this.findDifferences();
    if (differences.length > 0) {
      const list = differences.map((difference) => `  - ${difference}`).join('\n');
      throw new Error(`The database does not audit what the policy declares; migrate it:\n${list}`);
    }
    for (const { by, application, count, last, example } of await this.findAlterations()) {
      const who = application === null ? by : `${by} (${application})`;
      this.logger.warn(
        `The audit's own objects were changed ${count} times in 30 days by ${who}, last ${last.toISOString()}: ${example}`,
      );
    }
    await this.pool.query('SELECT audit_make_partitions()');
    this.timer = setInterval(() => void this.makePartitions(), DAY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.pool.end();
  }

  // Three months are always ahead: a day on which it fails is reported and harmless.
  private async makePartitions(): Promise<void> {
    try {
      await this.pool.query('SELECT audit_make_partitions()');
    } catch (error) {
      this.logger.error(`No partitions could be made ahead: ${(error as Error).message}`);
    }
  }
}
