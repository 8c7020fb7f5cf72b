import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { changedMeanwhile, requireAsRead } from '../as-read.js';
import { faultTogether, type Measured } from './measures.js';
import type { NewVitalsDto, VitalsCorrectionDto } from './vitals-body.dto.js';
import { implausibleVitals, vitalsNotFound } from './vitals-faults.js';
import { numberOf, toVitals, type VitalsDto, type VitalsHistoryQuery, WITH_RECORDER } from './vitals.dto.js';

const CLOCKS_APART_MS = 5 * 60_000;

@Injectable()
export class VitalsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly access: PatientAccess,
    private readonly audit: AuditService,
  ) {}

  async record(patientId: string, { measuredAt, ...body }: NewVitalsDto, by: SignedIn): Promise<VitalsDto> {
    await this.access.reach(patientId);
    requirePlausible(body);
    const data = { ...body, patientId, recordedById: by.id, measuredAt: pastOf(measuredAt) ?? new Date() };
    return toVitals(await this.prisma.vitals.create({ data, include: WITH_RECORDER }));
  }

  async history(patientId: string, query: VitalsHistoryQuery): Promise<Page<VitalsDto>> {
    await this.access.reach(patientId);
    const { page, limit, from, to, sort } = query;
    const measuredAt = { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) };
    const where = { patientId, measuredAt };
    const orderBy = orderOf(sort);
    const [rows, total] = await Promise.all([
      this.prisma.vitals.findMany({ where, orderBy, ...partOf(query), include: WITH_RECORDER }),
      this.prisma.vitals.count({ where }),
    ]);
    return { items: rows.map(toVitals), page, limit, total };
  }

  async correct(
    id: string,
    { reason, measuredAt, updatedAt: read, ...changes }: VitalsCorrectionDto,
  ): Promise<VitalsDto> {
    const vitals = await this.prisma.vitals.findUnique({ where: { id } });
    if (!vitals) throw vitalsNotFound();
    await this.access.reach(vitals.patientId);
    // Afterwards, and beside a reason that was stated for the record: why a value is corrected opens nobody's record.
    this.audit.describe(this.audit.reason === undefined ? { reason } : { details: { correction: reason } });
    requireAsRead(vitals.updatedAt, read);
    const { temperature, weight, height, ...counted } = vitals;
    const measured = {
      ...counted,
      temperature: numberOf(temperature),
      weight: numberOf(weight),
      height: numberOf(height),
    };
    requirePlausible({ ...measured, ...given(changes) });
    const moment = pastOf(measuredAt);
    const data = { ...changes, ...(moment === undefined ? {} : { measuredAt: moment }) };
    // As it was read: of two corrections at the same moment the second has not seen the values that it was checked with.
    const where = { id, updatedAt: vitals.updatedAt };
    const [row] = await this.prisma.vitals.updateManyAndReturn({ where, data, include: WITH_RECORDER });
    if (!row) throw changedMeanwhile();
    return toVitals(row);
  }
}

/** Without the keys that the body left out. */
function given<Body extends object>(body: Body): Partial<Body> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Partial<Body>;
}

function requirePlausible(measured: Measured): void {
  const fault = faultTogether(measured);
  if (fault !== undefined) throw implausibleVitals(fault);
}

function pastOf(measuredAt: string | undefined): Date | undefined {
  if (measuredAt === undefined) return undefined;
  const moment = new Date(measuredAt);
  if (moment.getTime() > Date.now() + CLOCKS_APART_MS) throw implausibleVitals('measuredAt must not be in the future');
  return moment;
}
