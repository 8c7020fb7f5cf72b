import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import type { Formulation, PrescriptionType, TimeSlot } from '../../generated/prisma/enums.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { labelOf } from '../entity-label.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { illegalStep } from '../steps.js';
import type { PrescribeDto, PrescriptionChangesDto } from './prescription-body.dto.js';
import {
  alreadyPickedUp,
  changedMeanwhile,
  noSuchMedicine,
  noTimeGiven,
  nothingToReplace,
  notThePrescriber,
  otherFormulation,
  prescriptionNotFound,
} from './prescription-faults.js';
import { PRESCRIPTION_STEPS } from './prescription-steps.js';
import { type ListPrescriptionsQuery, PRESCRIPTION_COLUMNS, type PrescriptionDto } from './prescription.dto.js';

const UNTOUCHED = { status: 'ACTIVE', dispensed: 0, deletedAt: null } as const;

interface Content {
  medicineId: string;
  formulation: Formulation;
  type: PrescriptionType;
  timeSlots: TimeSlot[];
}

@Injectable()
export class PrescriptionsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly access: PatientAccess,
    private readonly audit: AuditService,
  ) {}

  async prescribe(patientId: string, { ...body }: PrescribeDto, by: SignedIn): Promise<PrescriptionDto> {
    await this.access.reach(patientId);
    await this.requireSense(body);
    const data = { ...body, patientId, prescriberId: by.id };
    return this.prisma.$transaction(async (tx) => {
      if (body.replacesId !== undefined) await replace(tx, body.replacesId, patientId);
      return tx.prescription.create({ data, select: PRESCRIPTION_COLUMNS });
    });
  }

  async list(patientId: string, query: ListPrescriptionsQuery): Promise<Page<PrescriptionDto>> {
    await this.access.reach(patientId);
    const { page, limit, status, sort } = query;
    const where = { patientId, deletedAt: null, ...(status === undefined ? {} : { status }) };
    const orderBy = orderOf(sort);
    const [items, total] = await Promise.all([
      this.prisma.prescription.findMany({ where, orderBy, ...partOf(query), select: PRESCRIPTION_COLUMNS }),
      this.prisma.prescription.count({ where }),
    ]);
    return { items, page, limit, total };
  }

  async view(id: string): Promise<PrescriptionDto> {
    const prescription = await this.read(id);
    const { fullName } = await this.access.reach(prescription.patientId);
    const { name, strength } = prescription.medicine;
    this.audit.describe({ entityLabel: labelOf(fullName, `${name} ${strength}`) });
    return prescription;
  }

  /** For an act that has reached the patient already: to reach him again after its write would be told as another act. */
  async read(id: string): Promise<PrescriptionDto> {
    const where = { id, deletedAt: null };
    const prescription = await this.prisma.prescription.findFirst({ where, select: PRESCRIPTION_COLUMNS });
    if (!prescription) throw prescriptionNotFound();
    return prescription;
  }

  async update(id: string, { ...data }: PrescriptionChangesDto, by: SignedIn): Promise<PrescriptionDto> {
    const stands = await this.ownUntouched(id, 'changed', by);
    const { medicineId = stands.medicine.id, formulation = stands.formulation } = data;
    const { type = stands.type, timeSlots = stands.timeSlots } = data;
    await this.requireSense({ medicineId, formulation, type, timeSlots });
    return this.changeUntouched(id, data);
  }

  async remove(id: string, by: SignedIn): Promise<void> {
    await this.ownUntouched(id, 'deleted', by);
    await this.changeUntouched(id, { deletedAt: new Date() });
  }

  private async ownUntouched(id: string, to: string, by: SignedIn): Promise<PrescriptionDto> {
    const prescription = await this.view(id);
    if (prescription.prescriber.id !== by.id) throw notThePrescriber();
    if (prescription.status !== 'ACTIVE') {
      throw illegalStep(PRESCRIPTION_STEPS, 'prescription', prescription.status, to);
    }
    if (prescription.dispensed > 0) throw alreadyPickedUp();
    return prescription;
  }

  private async changeUntouched(id: string, data: Prisma.PrescriptionUncheckedUpdateManyInput) {
    const [changed] = await this.prisma.prescription.updateManyAndReturn({
      where: { id, ...UNTOUCHED },
      data,
      select: PRESCRIPTION_COLUMNS,
    });
    if (!changed) throw changedMeanwhile();
    return changed;
  }

  private async requireSense({ medicineId, formulation, type, timeSlots }: Content): Promise<void> {
    if (timeSlots.length === 0 && type !== 'AS_NEEDED') throw noTimeGiven();
    const medicine = await this.prisma.medicine.findUnique({ where: { id: medicineId } });
    if (!medicine) throw noSuchMedicine();
    if (medicine.formulation !== formulation) throw otherFormulation(medicine.formulation);
  }
}

/** What is replaced must be the same patient's, and of two replacements at the same moment one wins. */
async function replace(tx: Prisma.TransactionClient, id: string, patientId: string): Promise<void> {
  const own = { id, patientId, deletedAt: null };
  const { count } = await tx.prescription.updateMany({
    where: { ...own, status: 'ACTIVE' },
    data: { status: 'REPLACED' },
  });
  if (count === 1) return;
  const known = await tx.prescription.findFirst({ where: own, select: { status: true } });
  throw known ? illegalStep(PRESCRIPTION_STEPS, 'prescription', known.status, 'REPLACED') : nothingToReplace();
}
