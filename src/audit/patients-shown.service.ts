import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions } from './audit.options.js';
import type { AuditedOptions } from './audited.decorator.js';
import { patientShape, type PatientShape, shownPatients } from './record/shown-patients.js';

/**
 * The patients that an answer of a route shows, as its record names them; also for an answer that was kept as JSON.
 *
 * @example const patientIds = patientsShown.in(answer, { event: 'invoice.paid', entity: 'Invoice' });
 */
@Injectable()
export class PatientsShown {
  private readonly shape: PatientShape;

  constructor(@Inject(AUDIT_OPTIONS) { patientModel = 'Patient' }: AuditModuleOptions) {
    this.shape = patientShape(patientModel);
  }

  in(answer: unknown, { patients, entity }: AuditedOptions): readonly string[] {
    return patients?.(answer) ?? shownPatients(answer, entity, this.shape);
  }
}
