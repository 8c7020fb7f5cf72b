import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import type { AuditAction, AuditActorType, AuditOutcome } from '../record/audit-event.js';
import { type AccessesQuery, accessesStatement } from './accesses-statement.js';
import { ReadingPool } from './reading-pool.js';

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
    const { text, values } = accessesStatement(query, this.options.patientModel ?? 'Patient');
    const [found] = await this.pool.rows<AccessesOfPatient & object>(text, values);
    return found!;
  }
}
