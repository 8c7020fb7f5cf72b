import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { refusedRule } from '../../database/refused-rule.js';
import type { Page } from '../../http/page.dto.js';
import { validationFailed } from '../../http/validation.pipe.js';
import type { ListPatientsQuery } from './list-patients.dto.js';
import { dayIn } from '../settings/clinic-time.js';
import { SettingsService } from '../settings/settings.service.js';
import { birthDateFault, todays } from './birth-date.js';
import { PatientAccess } from './patient-access.service.js';
import type { NewPatientDto, PatientChangesDto } from './patient-body.dto.js';
import {
  type ListedPatientDto,
  PATIENT_COLUMNS,
  type PatientDto,
  type PatientRow,
  type PatientStatusDto,
  toListedPatient,
  toPatient,
} from './patient.dto.js';
import { openVisitsOf } from './open-visits.js';
import { explained, hasOpenVisits } from './patient-faults.js';
import { countPatients, selectPatients } from './patient-query.js';

@Injectable()
export class PatientsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly access: PatientAccess,
    private readonly audit: AuditService,
    private readonly settings: SettingsService,
  ) {}

  async list(query: ListPatientsQuery): Promise<Page<ListedPatientDto>> {
    const { search, page, limit } = query;
    if (search !== undefined) this.audit.describe({ event: 'patient.searched', details: { search } });
    const [rows, [count]] = await Promise.all([
      this.prisma.$queryRaw<PatientRow[]>(selectPatients(query)),
      this.prisma.$queryRaw<[{ total: number }]>(countPatients(query)),
    ]);
    return { items: rows.map(toListedPatient), page, limit, total: count.total };
  }

  async create({ birthDate, ...body }: NewPatientDto): Promise<PatientDto> {
    await this.requireBorn(birthDate);
    const data = { ...body, birthDate: new Date(birthDate) };
    return toPatient(await explained(this.prisma.patient.create({ data, select: PATIENT_COLUMNS })));
  }

  async view(id: string): Promise<PatientDto> {
    const { deletedAt: _, ...patient } = await this.access.open(id);
    return toPatient(patient);
  }

  async update(id: string, { birthDate, ...changes }: PatientChangesDto): Promise<PatientDto> {
    const { restricted } = await this.access.reach(id);
    if (birthDate !== undefined) await this.requireBorn(birthDate);
    const patient = await explained(
      this.prisma.patient.update({
        // As it was opened: whoever became restricted meanwhile asks for a reason now.
        where: { id, restricted, deletedAt: null },
        data: { ...changes, ...(birthDate === undefined ? {} : { birthDate: new Date(birthDate) }) },
        select: PATIENT_COLUMNS,
      }),
    );
    return toPatient(patient);
  }

  async remove(id: string): Promise<void> {
    const { restricted } = await this.access.reach(id);
    const where = { id, restricted, deletedAt: null };
    try {
      await explained(this.prisma.patient.update({ where, data: { deletedAt: new Date() }, select: { id: true } }));
    } catch (error) {
      if (refusedRule(error)?.constraint !== 'Patient_leaves_nothing_open') throw error;
      const open = await openVisitsOf(this.prisma, id);
      if (Object.values(open).some((count) => count > 0)) throw hasOpenVisits(open);
      // Meanwhile all of it has ended.
      await this.remove(id);
    }
  }

  async status(id: string): Promise<PatientStatusDto> {
    const { fullName, deletedAt, restricted, updatedAt } = await this.access.openAny(id);
    // The answer does not show the name, so nothing but this line can tell the log whose status it was.
    this.audit.describe({ entityLabel: fullName });
    return { id, status: deletedAt ? 'DELETED' : 'ACTIVE', restricted, updatedAt };
  }

  private async requireBorn(birthDate: string, now = new Date()): Promise<void> {
    if (birthDate <= todays(now.getTime()).first) return;
    const { timeZone } = await this.settings.view();
    const fault = birthDateFault(birthDate, dayIn(timeZone, now));
    if (fault !== undefined) throw validationFailed([{ field: 'birthDate', message: `birthDate ${fault}` }]);
  }
}
