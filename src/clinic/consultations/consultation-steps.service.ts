import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import type { CounsellingStatus } from '../../generated/prisma/enums.js';
import { PractitionersService } from '../practitioners/practitioners.service.js';
import { illegalStep } from '../steps.js';
import type { ConsultationChangesDto } from './consultation-body.dto.js';
import { nobodyAssigned, notTheAssignedDoctor } from './consultation-faults.js';
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
    const row = await this.changeOpen({ id }, { practitionerId });
    // It was open a moment ago.
    if (!row) throw isClosed('assigned');
    return row;
  }

  async update(id: string, { ...changes }: ConsultationChangesDto, by: SignedIn): Promise<ConsultationDto> {
    const { practitionerId } = await this.viewOwn(id, 'changed', by);
    // Someone else was faster, closed it or took it over: what is legal now?
    return (await this.changeOpen({ id, practitionerId }, changes)) ?? this.update(id, changes, by);
  }

  async close(id: string, by: SignedIn): Promise<ConsultationDto> {
    const { practitionerId } = await this.viewOwn(id, 'CLOSED', by);
    if (practitionerId === null) throw nobodyAssigned();
    const closed = { status: 'CLOSED', closedAt: new Date() } as const;
    return (await this.changeOpen({ id, practitionerId }, closed)) ?? this.close(id, by);
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

  /** What is assigned is its doctor's; as long as it is not, whoever treats may change it. */
  private async viewOwn(id: string, to: string, by: SignedIn): Promise<ConsultationDto> {
    const consultation = await this.viewOpen(id, to);
    const { practitionerId, practitionerName } = consultation;
    const may = practitionerId === null || practitionerId === by.id || by.roles.includes('ADMIN');
    if (!may) throw notTheAssignedDoctor(practitionerName);
    return consultation;
  }

  private async viewOpen(id: string, to: string): Promise<ConsultationDto> {
    const consultation = await this.consultations.viewAny(id);
    if (consultation.status === 'CLOSED') throw isClosed(to);
    return consultation;
  }

  private async changeOpen(
    asItWasRead: Prisma.ConsultationWhereInput,
    data: Prisma.ConsultationUncheckedUpdateManyInput,
  ): Promise<ConsultationDto | undefined> {
    const where = { ...asItWasRead, status: 'OPEN' } as const;
    const [row] = await this.prisma.consultation.updateManyAndReturn({ where, data, select: CONSULTATION_COLUMNS });
    return row && toConsultation(row);
  }
}

const isClosed = (to: string) => illegalStep(CONSULTATION_STEPS, 'consultation', 'CLOSED', to);
