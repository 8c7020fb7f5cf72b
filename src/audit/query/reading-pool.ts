import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';

/** Reading has connections of its own: however many people search the log, the recorder never waits for them. */
@Injectable()
export class ReadingPool extends pg.Pool implements OnApplicationShutdown {
  constructor(@Inject(AUDIT_OPTIONS) { connection }: AuditModuleOptions) {
    super({ statement_timeout: 10_000, ...connection, max: 4, application_name: 'audit-reading' });
    const logger = new Logger('Audit');
    this.on('error', (error) => logger.warn(`A connection of the audit reader broke: ${error.message}`));
  }

  async rows<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.query<Row>(text, [...values])).rows;
  }

  // After the last answer has left, which may still be reading.
  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
