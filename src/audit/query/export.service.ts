import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit.service.js';
import type { Details } from '../record/audit-event.js';
import { conditionsOf } from './conditions.js';
import { CSV_HEADER, csvLine } from './csv.js';
import type { ExportQuery } from './export.dto.js';
import type { KnownWords } from './known-words.js';
import { KnownWordsReader } from './known-words.service.js';
import { type LogRow, RECORD_COLUMNS, recordOf } from './log-record.js';
import { Parameters } from './parameters.js';
import { ReadingPool } from './reading-pool.js';

const BATCH = 200;

interface Progress {
  rows: number;
  patients: Set<string>;
  hash: ReturnType<typeof createHash>;
}

/**
 * Streams what a filter matches, newest first, at the pace of the client: between two batches it holds neither a
 * connection nor a snapshot. Its route records that it began before the first byte leaves; here the record of its end,
 * with the number of rows and the hash of every byte, is durable before the last byte leaves.
 */
@Injectable()
export class Export {
  constructor(
    private readonly pool: ReadingPool,
    private readonly words: KnownWordsReader,
    private readonly audit: AuditService,
  ) {}

  async open(query: ExportQuery): Promise<AsyncGenerator<Buffer>> {
    const known = await this.words.for(query);
    // What is recorded from here on, the export itself included, is not part of it.
    const [bound] = await this.pool.rows<{ id: string }>('SELECT uuid7() AS id');
    // The end is recorded long after the handler returned, in the scope of its request all the same.
    const inScope = AsyncLocalStorage.snapshot();
    return this.bytes(query, known, bound!.id, (work) => inScope(work));
  }

  private async *bytes(
    query: ExportQuery,
    known: KnownWords,
    bound: string,
    inScope: (work: () => Promise<void>) => Promise<void>,
  ): AsyncGenerator<Buffer> {
    const progress: Progress = { rows: 0, patients: new Set(), hash: createHash('sha256') };
    const ended = (state: string) => inScope(() => this.recordEnd(query, progress, state));
    let complete = false;
    try {
      let held = Buffer.from(query.format === 'csv' ? CSV_HEADER : '');
      progress.hash.update(held);
      for await (const rows of this.batches(query, known, bound)) {
        if (held.length > 0) yield held;
        held = Buffer.from(rows.map(query.format === 'csv' ? csvLine : jsonLine).join(''));
        progress.rows += rows.length;
        for (const { patientIds } of rows) for (const id of patientIds) progress.patients.add(id);
        progress.hash.update(held);
      }
      complete = true;
      await ended('completed');
      yield held;
    } finally {
      if (!complete) await ended('aborted');
    }
  }

  private async *batches(query: ExportQuery, known: KnownWords, bound: string): AsyncGenerator<LogRow[]> {
    let before = bound;
    for (;;) {
      const parameters = new Parameters();
      const conditions = [...conditionsOf(query, known, parameters), `l.id < ${parameters.add(before)}::uuid`];
      const rows = await this.pool.rows<LogRow & object>(
        `SELECT ${RECORD_COLUMNS} FROM audit_log l WHERE ${conditions.join(' AND ')} ORDER BY l.id DESC LIMIT ${BATCH}`,
        parameters.values,
      );
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) return;
      before = rows.at(-1)!.id;
    }
  }

  private recordEnd(
    { format, ...filter }: ExportQuery,
    { rows, patients, hash }: Progress,
    state: string,
  ): Promise<void> {
    const query = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as Details;
    const complete = state === 'completed';
    return this.audit.record({
      event: 'audit.exported',
      action: 'VIEW',
      entityType: 'AuditLog',
      outcome: complete ? 'SUCCESS' : 'FAILURE',
      patientIds: [...patients].sort(),
      details: { state, format, query, rows, ...(complete ? { sha256: hash.digest('hex') } : {}) },
    });
  }
}

function jsonLine(row: LogRow): string {
  return `${JSON.stringify(recordOf(row))}\n`;
}
