import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import type { AuditAction, AuditActorType, AuditOutcome } from '../record/audit-event.js';
import {
  type AccessesPeriod,
  type AccessesQuery,
  accessesStatement,
  type Known,
  overviewStatement,
} from './accesses-statement.js';
import { ReadingPool } from './reading-pool.js';
import type { Statement } from './page-statement.js';

/** A part of a file is so many lines or, if one day has more, a day. */
const PART = 1_000;

/** What one person did with one patient on one day. */
export interface AccessDay {
  day: string;
  /** The person's number among all that the period has: the same on every page. */
  number: number;
  actor: { type: AuditActorType; id: string | null; name: string | null; email: string | null; roles: string[] };
  records: number;
  acts: { event: string; action: AuditAction; outcome: AuditOutcome; count: number }[];
  purposes: string[];
  /** Some of those that were given: 20 at most. */
  reasons: string[];
  /** How many different ones were given. */
  reasonsStated: number;
  /** An act succeeded of which a service described `details: { breakGlass: true }`. */
  breakGlass: boolean;
  firstAt: string;
  lastAt: string;
}

export interface AccessesOfPatient {
  /** Records, persons and days of persons in the whole period. */
  records: number;
  persons: number;
  total: number;
  /** The part that was asked for, the latest day first. */
  days: AccessDay[];
}

interface Overview extends Pick<Known, 'persons'> {
  /** The latest first. */
  days: { from: string; lines: number }[];
}

/**
 * Who saw or changed anything of a patient, counted by day and person. It names everybody as the log does; whoever
 * shows it decides whom to mask, and is audited as every route is.
 *
 * @example await accesses.of({ patientId, timeZone: 'America/Sao_Paulo', limit: 50, offset: 0 });
 */
@Injectable()
export class Accesses {
  constructor(
    private readonly pool: ReadingPool,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {}

  async of(query: AccessesQuery): Promise<AccessesOfPatient> {
    return this.one<AccessesOfPatient>(accessesStatement(query, this.patientModel));
  }

  /**
   * The same for the whole period, in parts that are read when they are asked for: between two it holds neither a
   * connection nor a snapshot. What is recorded from now on is no part of it.
   */
  async inParts(query: AccessesPeriod): Promise<AsyncGenerator<AccessDay[]>> {
    const { before } = await this.one<{ before: string }>({ text: 'SELECT uuid7() AS before', values: [] });
    const { persons, days } = await this.one<Overview>(overviewStatement(query, this.patientModel, before));
    return this.parts(query, { persons, before }, days);
  }

  private async *parts(
    query: AccessesPeriod,
    known: Known,
    days: readonly Overview['days'][number][],
  ): AsyncGenerator<AccessDay[]> {
    let period = query;
    let lines = 0;
    for (const [place, { from, lines: ofDay }] of days.entries()) {
      lines += ofDay;
      if (lines < PART && place < days.length - 1) continue;
      const part = await this.one<AccessesOfPatient>(accessesStatement({ ...period, from }, this.patientModel, known));
      yield part.days;
      // A day begins with its first record, so the next part ends there.
      period = { ...query, to: from };
      lines = 0;
    }
  }

  private get patientModel(): string {
    return this.options.patientModel ?? 'Patient';
  }

  private async one<Row>({ text, values }: Statement): Promise<Row> {
    const [found] = await this.pool.rows<Row & object>(text, values);
    return found!;
  }
}
