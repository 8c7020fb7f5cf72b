import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { refusedRule } from '../../database/refused-rule.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { labelOf } from '../entity-label.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { illegalStep, type Steps } from '../steps.js';
import { alreadyRegistered, campFull, registrationNotFound, wasRefused } from './camp-faults.js';
import {
  type CampRegistrationDto,
  type ListCampRegistrationsQuery,
  REGISTRATION_COLUMNS,
  toListedRegistration,
  toRegistration,
} from './camp-registration.dto.js';
import { CampsService } from './camps.service.js';

/** The migration's camp_registration_keep() holds the same table. */
const REGISTRATION_STEPS: Steps<CampRegistrationDto['status']> = { REGISTERED: ['CANCELLED'], CANCELLED: [] };

/** Who goes to which camp. */
@Injectable()
export class CampRegistrations {
  constructor(
    private readonly prisma: PrismaService,
    private readonly camps: CampsService,
    private readonly patients: PatientAccess,
    private readonly audit: AuditService,
  ) {}

  async register(patientId: string, campId: string): Promise<CampRegistrationDto> {
    await this.patients.reach(patientId);
    const { capacity } = await this.camps.viewPlanned(campId);
    try {
      const data = { patientId, campId };
      return toRegistration(await this.prisma.campRegistration.create({ data, select: REGISTRATION_COLUMNS }));
    } catch (error) {
      const rule = refusedRule(error);
      if (rule?.constraint === 'CampRegistration_once_a_camp') throw alreadyRegistered(error);
      if (rule?.constraint === 'Camp_holds_its_registrations') throw campFull(capacity, error);
      if (wasRefused(error)) await this.camps.viewPlanned(campId);
      throw error;
    }
  }

  async cancel(id: string, cancelReason: string): Promise<CampRegistrationDto> {
    const { patientId, campId, status } = await this.find(id);
    await this.patients.reachAny(patientId);
    if (status === 'CANCELLED') throw illegalStep(REGISTRATION_STEPS, 'registration', status, 'CANCELLED');
    await this.camps.viewPlanned(campId);
    if (this.audit.reason === undefined) this.audit.describe({ reason: cancelReason });
    try {
      const where = { id, status };
      const data = { status: 'CANCELLED', cancelReason } as const;
      return toRegistration(await this.prisma.campRegistration.update({ where, data, select: REGISTRATION_COLUMNS }));
    } catch (error) {
      if (!wasRefused(error)) throw error;
      // Someone else was faster: cancelled it, or ended the camp.
      return this.cancel(id, cancelReason);
    }
  }

  async list(campId: string, query: ListCampRegistrationsQuery): Promise<Page<CampRegistrationDto>> {
    const { name } = await this.camps.view(campId);
    this.audit.describe({ entityLabel: name });
    const { page, limit, status } = query;
    const where = { campId, ...(status === undefined ? {} : { status }) };
    const orderBy = orderOf(query.sort);
    const [rows, total] = await Promise.all([
      this.prisma.campRegistration.findMany({ where, orderBy, ...partOf(query), select: REGISTRATION_COLUMNS }),
      this.prisma.campRegistration.count({ where }),
    ]);
    return { items: rows.map(toListedRegistration), page, limit, total };
  }

  private async find(id: string): Promise<CampRegistrationDto> {
    const row = await this.prisma.campRegistration.findUnique({ where: { id }, select: REGISTRATION_COLUMNS });
    if (!row) throw registrationNotFound();
    const registration = toRegistration(row);
    this.audit.describe({ entityLabel: labelOf(registration.patientName, registration.campName) });
    return registration;
  }
}
