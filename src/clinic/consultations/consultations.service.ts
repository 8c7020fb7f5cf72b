import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import { refusedRule } from '../../database/refused-rule.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { CampsService } from '../camps/camps.service.js';
import { labelOf } from '../entity-label.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { patientNotFound, wasRemoved } from '../patients/patient-faults.js';
import { PractitionersService } from '../practitioners/practitioners.service.js';
import type { NewConsultationDto } from './consultation-body.dto.js';
import { consultationNotFound } from './consultation-faults.js';
import { CONSULTATION_COLUMNS, type ConsultationDto, toConsultation } from './consultation.dto.js';
import type { ListConsultationsQuery } from './list-consultations.dto.js';

/** Opening and reading; what happens to a consultation afterwards is in ConsultationSteps. */
@Injectable()
export class ConsultationsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly patients: PatientAccess,
    private readonly practitioners: PractitionersService,
    private readonly camps: CampsService,
    private readonly audit: AuditService,
  ) {}

  async open(patientId: string, { ...body }: NewConsultationDto, by: SignedIn): Promise<ConsultationDto> {
    await this.patients.reach(patientId);
    const { practitionerId, campId } = body;
    if (practitionerId !== undefined) await this.practitioners.expectTreating(practitionerId);
    try {
      const data = { ...body, patientId, openedById: by.id };
      return toConsultation(await this.prisma.consultation.create({ data, select: CONSULTATION_COLUMNS }));
    } catch (error) {
      if (wasRemoved(error)) throw patientNotFound();
      // The database looks at the camp under a lock; this says in words what it found.
      if (campId !== undefined && refusedRule(error)?.state === '23514') await this.camps.viewPlanned(campId);
      throw error;
    }
  }

  async list(patientId: string, query: ListConsultationsQuery): Promise<Page<ConsultationDto>> {
    await this.patients.reach(patientId);
    const where = { patientId, ...filterOf(query) };
    const orderBy = orderOf(query.sort);
    const [rows, total] = await Promise.all([
      this.prisma.consultation.findMany({ where, orderBy, ...partOf(query), select: CONSULTATION_COLUMNS }),
      this.prisma.consultation.count({ where }),
    ]);
    return { items: rows.map(toConsultation), page: query.page, limit: query.limit, total };
  }

  async view(id: string): Promise<ConsultationDto> {
    const consultation = await this.find(id);
    await this.patients.reach(consultation.patientId);
    return consultation;
  }

  /** For what is done to it: also of a patient who was removed meanwhile. */
  async viewAny(id: string): Promise<ConsultationDto> {
    const consultation = await this.find(id);
    await this.patients.reachAny(consultation.patientId);
    return consultation;
  }

  private async find(id: string): Promise<ConsultationDto> {
    const row = await this.prisma.consultation.findUnique({ where: { id }, select: CONSULTATION_COLUMNS });
    if (!row) throw consultationNotFound();
    this.audit.describe({ entityLabel: labelOf(row.patient.fullName, row.createdAt) });
    return toConsultation(row);
  }
}

function filterOf({
  status,
  counsellingStatus,
  practitionerId,
}: ListConsultationsQuery): Prisma.ConsultationWhereInput {
  return {
    ...(status === undefined ? {} : { status }),
    ...(counsellingStatus === undefined ? {} : { counsellingStatus }),
    ...(practitionerId === undefined ? {} : { practitionerId }),
  };
}
