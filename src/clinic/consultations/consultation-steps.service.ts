import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import type { CounsellingStatus } from '../../generated/prisma/enums.js';
import { PractitionersService } from '../practitioners/practitioners.service.js';
import { illegalStep } from '../steps.js';
import type { ConsultationChangesDto } from './consultation-body.dto.js';
import { nobodyAssigned } from './consultation-faults.js';
import { CONSULTATION_STEPS, COUNSELLING_STEPS } from './consultation-steps.js';
import { CONSULTATION_COLUMNS, type ConsultationDto, toConsultation } from './consultation.dto.js';
import { ConsultationsService } from './consultations.service.js';

/** What becomes of an open consultation, and of its counselling. */
@Injectable()
export class ConsultationSteps {
  constructor(
    private readonly prisma: PrismaService,
    private readonly consultations: ConsultationsService,
    private readonly practitioners: PractitionersService,
  ) {}

  async assign(id: string, practitionerId: string): Promise<ConsultationDto> {
    await this.viewOpen(id, 'assigned');
    await this.practitioners.expectTreating(practitionerId);
    return this.changeOpen(id, 'assigned', { practitionerId });
  }

  async update(id: string, { ...changes }: ConsultationChangesDto): Promise<ConsultationDto> {
    await this.viewOpen(id, 'changed');
    return this.changeOpen(id, 'changed', changes);
  }

  async close(id: string): Promise<ConsultationDto> {
    const { practitionerId } = await this.viewOpen(id, 'CLOSED');
    if (practitionerId === null) throw nobodyAssigned();
    return this.changeOpen(id, 'CLOSED', { status: 'CLOSED', closedAt: new Date() });
  }

  async updateCounselling(id: string, to: CounsellingStatus): Promise<ConsultationDto> {
    const { counsellingStatus: from } = await this.consultations.viewAny(id);
    if (!COUNSELLING_STEPS[from].includes(to)) throw illegalStep(COUNSELLING_STEPS, 'counselling', from, to);
    const [row] = await this.prisma.consultation.updateManyAndReturn({
      where: { id, counsellingStatus: from },
      data: { counsellingStatus: to },
      select: CONSULTATION_COLUMNS,
    });
    // Someone else was faster: what is legal now?
    return row ? toConsultation(row) : this.updateCounselling(id, to);
  }

  private async viewOpen(id: string, to: string): Promise<ConsultationDto> {
    const consultation = await this.consultations.viewAny(id);
    if (consultation.status === 'CLOSED') throw isClosed(to);
    return consultation;
  }

  private async changeOpen(
    id: string,
    to: string,
    data: Prisma.ConsultationUncheckedUpdateManyInput,
  ): Promise<ConsultationDto> {
    const where = { id, status: 'OPEN' } as const;
    const [row] = await this.prisma.consultation.updateManyAndReturn({ where, data, select: CONSULTATION_COLUMNS });
    // It was open a moment ago.
    if (!row) throw isClosed(to);
    return toConsultation(row);
  }
}

const isClosed = (to: string) => illegalStep(CONSULTATION_STEPS, 'consultation', 'CLOSED', to);
