import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';

const QUERY_CANCELED = '57014';

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

  /** As `rows`, unless the database needs longer than that: then nothing. */
  async rowsWithin<Row extends pg.QueryResultRow>(
    ms: number,
    text: string,
    values: readonly unknown[],
  ): Promise<Row[] | undefined> {
    const client = await this.connect();
    try {
      await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${ms}`);
      const { rows } = await client.query<Row>(text, [...values]);
      return rows;
    } catch (error) {
      if ((error as { code?: unknown }).code === QUERY_CANCELED) return undefined;
      throw error;
    } finally {
      // A connection that cannot even do this is not given back.
      await client.query('ROLLBACK').then(
        () => client.release(),
        (error: Error) => client.release(error),
      );
    }
  }

  // After the last answer has left, which may still be reading.
  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
