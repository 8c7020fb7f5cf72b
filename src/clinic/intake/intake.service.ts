import { Injectable, NotFoundException } from '@nestjs/common';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { changedMeanwhile, requireAsRead } from '../as-read.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import type { IntakeFormChangesDto, NewIntakeFormDto } from './intake-form-body.dto.js';
import {
  FORM_COLUMNS,
  type IntakeFormDto,
  LISTED_COLUMNS,
  type ListedIntakeFormDto,
  type ListIntakeFormsQuery,
} from './intake-form.dto.js';

@Injectable()
export class IntakeService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly access: PatientAccess,
  ) {}

  async submit(patientId: string, { ...body }: NewIntakeFormDto, by: SignedIn): Promise<IntakeFormDto> {
    await this.access.reach(patientId);
    const data = { ...body, patientId, submittedById: by.id };
    return this.prisma.intakeForm.create({ data, select: FORM_COLUMNS });
  }

  async list(patientId: string, query: ListIntakeFormsQuery): Promise<Page<ListedIntakeFormDto>> {
    await this.access.reach(patientId);
    const { page, limit, sort } = query;
    const orderBy = orderOf(sort);
    const where = { patientId };
    const [items, total] = await Promise.all([
      this.prisma.intakeForm.findMany({ where, orderBy, ...partOf(query), select: LISTED_COLUMNS }),
      this.prisma.intakeForm.count({ where }),
    ]);
    return { items, page, limit, total };
  }

  async view(id: string): Promise<IntakeFormDto> {
    const form = await this.prisma.intakeForm.findUnique({ where: { id }, select: FORM_COLUMNS });
    if (!form) throw formNotFound();
    await this.access.reach(form.patientId);
    return form;
  }

  async update(id: string, { updatedAt: read, ...data }: IntakeFormChangesDto): Promise<IntakeFormDto> {
    const { updatedAt } = await this.view(id);
    requireAsRead(updatedAt, read);
    const where = { id, updatedAt };
    const [form] = await this.prisma.intakeForm.updateManyAndReturn({ where, data, select: FORM_COLUMNS });
    if (!form) throw changedMeanwhile();
    return form;
  }
}

const formNotFound = () =>
  new NotFoundException({
    code: 'not-found',
    message: 'No such intake form; GET /api/patients/:patientId/intake-forms lists those of a patient',
  });
