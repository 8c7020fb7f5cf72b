import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import type { CampStatus } from '../../generated/prisma/enums.js';
import { illegalStep } from '../steps.js';
import { wasRefused } from './camp-faults.js';
import { CAMP_STEPS } from './camp-steps.js';
import { CAMP_COLUMNS, type CampDto, toCamp } from './camp.dto.js';
import { CampsService } from './camps.service.js';

/** How a camp ends. */
@Injectable()
export class CampSteps {
  constructor(
    private readonly prisma: PrismaService,
    private readonly camps: CampsService,
    private readonly audit: AuditService,
  ) {}

  async finish(id: string): Promise<CampDto> {
    await this.expectLegal(id, 'FINISHED');
    const where = { id, status: 'PLANNED' } as const;
    const [row] = await this.prisma.camp.updateManyAndReturn({
      where,
      data: { status: 'FINISHED' },
      select: CAMP_COLUMNS,
    });
    // Someone else was faster: what is legal now? The table has no way back, so this ends.
    return row ? toCamp(row) : this.finish(id);
  }

  /** Nobody stays registered for a camp that does not take place. */
  async cancel(id: string, cancelReason: string): Promise<CampDto> {
    await this.expectLegal(id, 'CANCELLED');
    if (this.audit.reason === undefined) this.audit.describe({ reason: cancelReason });
    const data = { status: 'CANCELLED', cancelReason } as const;
    const [registered, planned] = [{ campId: id, status: 'REGISTERED' } as const, { id, status: 'PLANNED' } as const];
    try {
      // The registrations first, as whoever cancels one: the other order would lock both against each other.
      const [, row] = await this.prisma.$transaction([
        this.prisma.campRegistration.updateMany({ where: registered, data }),
        this.prisma.camp.update({ where: planned, data, select: CAMP_COLUMNS }),
      ]);
      return toCamp(row);
    } catch (error) {
      if (!wasRefused(error)) throw error;
      // Someone ended the camp, or was registered in between.
      return this.cancel(id, cancelReason);
    }
  }

  private async expectLegal(id: string, to: CampStatus): Promise<void> {
    const { status } = await this.camps.view(id);
    if (!CAMP_STEPS[status].includes(to)) throw illegalStep(CAMP_STEPS, 'camp', status, to);
  }
}
