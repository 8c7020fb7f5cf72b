import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import type { ShownAgain } from '../../idempotency/shown-again.js';
import { reasonRequiredAgain } from './patient-faults.js';
import { statedReason } from './stated-reason.js';

/**
 * Whoever did something may see its answer again, also of a patient who was removed since: to be told that there is none
 * would be to be told that nothing was done. One who is restricted now opens for a reason, as everywhere.
 */
@Injectable()
export class PatientsShownAgain implements ShownAgain {
  constructor(
    private readonly prisma: PrismaService,
    private readonly audit: AuditService,
  ) {}

  async check(patientIds: readonly string[]): Promise<{ event?: string }> {
    const where = { id: { in: [...patientIds] }, restricted: true };
    const restricted = await this.prisma.patient.findMany({ where, select: { id: true } });
    if (restricted.length === 0) return {};
    this.audit.describe({ patientIds: restricted.map(({ id }) => id) });
    if (statedReason(this.audit) === undefined) throw reasonRequiredAgain();
    this.audit.describe({ details: { breakGlass: true } });
    return { event: 'patient.break-glass' };
  }
}
