import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import type { Patient } from '../../generated/prisma/client.js';
import { patientNotFound, reasonRequired } from './patient-faults.js';
import { statedReason } from './stated-reason.js';

/** The one way to a patient's record, and to whatever hangs on it: here a restricted one asks for a reason. */
@Injectable()
export class PatientAccess {
  constructor(
    private readonly prisma: PrismaService,
    private readonly audit: AuditService,
  ) {}

  /** The patient, if the running request may open his record, which is what it is for. A removed one counts as unknown. */
  async open(id: string): Promise<Patient> {
    const patient = await this.openAny(id);
    if (patient.deletedAt) throw patientNotFound();
    return patient;
  }

  /** Removed ones too. */
  async openAny(id: string): Promise<Patient> {
    const patient = await this.reachAny(id);
    if (patient.restricted) this.audit.describe({ event: 'patient.break-glass' });
    return patient;
  }

  /** The patient, for a change of his record or an act on something of his: it needs the same reason and keeps its event. */
  async reach(id: string): Promise<Patient> {
    const patient = await this.reachAny(id);
    if (patient.deletedAt) throw patientNotFound();
    return patient;
  }

  /** Removed ones too: what was begun with them is brought to its end. */
  async reachAny(id: string): Promise<Patient> {
    const patient = await this.prisma.patient.findFirst({ where: { id } });
    if (!patient) throw patientNotFound();
    this.audit.describe({ patientIds: [id] });
    if (!patient.restricted) return patient;
    if (statedReason(this.audit) === undefined) throw reasonRequired();
    // Whatever the act's event is, its records say what it took.
    this.audit.describe({ details: { breakGlass: true } });
    return patient;
  }
}
