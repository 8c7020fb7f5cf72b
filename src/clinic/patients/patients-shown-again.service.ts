import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { ShownAgain } from '../../idempotency/shown-again.js';
import { PatientAccess } from './patient-access.service.js';

/** An answer that is given again shows only patients that its reader could still reach, for whatever reason he gives now. */
@Injectable()
export class PatientsShownAgain implements ShownAgain {
  constructor(
    private readonly access: PatientAccess,
    private readonly audit: AuditService,
  ) {}

  async check(patientIds: readonly string[], done: { entityType: string; entityId: string | null }): Promise<void> {
    const patients = [];
    for (const id of patientIds) patients.push(await this.access.reach(id));
    const restricted = patients.filter((patient) => patient.restricted);
    if (restricted.length === 0) return;
    // Opening a restricted record is an act, also through an answer of an hour ago.
    await this.audit.record({
      event: 'patient.break-glass',
      action: 'VIEW',
      entityType: done.entityType,
      ...(done.entityId === null ? {} : { entityId: done.entityId }),
      patientIds: restricted.map(({ id }) => id),
      details: { answeredAgain: true },
    });
  }
}
