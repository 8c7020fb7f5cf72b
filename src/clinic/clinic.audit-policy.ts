import { defineAuditPolicy, unaudited } from '../audit/index.js';
import type { Prisma } from '../generated/prisma/client.js';

/** What the log keeps of each model. A new model does not compile until it stands here. */
export const clinicAuditPolicy = defineAuditPolicy<Prisma.ModelName>({
  AuditRollup: unaudited('counts of the log, derived from it'),
  AuditLog: unaudited('the log itself: it is append-only, and reading it is recorded by its routes'),
  IdempotencyKey: unaudited('answers kept for a day, to be given again; the act that each answers is recorded'),
  User: { label: 'name', redact: ['passwordHash'], deletion: 'deletedAt' },
  Session: { label: 'userEmail', omit: ['tokenHash'], deletion: 'revokedAt' },
  BootstrapToken: { omit: ['tokenHash'] },
  Patient: { patient: 'id', label: 'fullName', redact: ['documentNumber'], deletion: 'deletedAt' },
  Practitioner: { label: 'name' },
  ClinicSettings: { label: 'name' },
  Resource: { label: 'name', deletion: 'deletedAt' },
  QueueEntry: {
    patient: 'patientId',
    label: 'patientId',
    names: { patientId: 'Patient', practitionerId: 'Practitioner' },
  },
  Vitals: { patient: 'patientId', label: 'patientId', names: { patientId: 'Patient', recordedById: 'User' } },
  ProgressNote: { patient: 'patientId', label: 'title', names: { patientId: 'Patient', authorId: 'User' } },
  Appointment: {
    patient: 'patientId',
    label: 'patientId',
    names: { patientId: 'Patient', practitionerId: 'Practitioner' },
  },
  LabOrder: {
    patient: 'patientId',
    label: 'test',
    names: { patientId: 'Patient', orderedById: 'User', resultedById: 'User' },
  },
  IntakeForm: { patient: 'patientId', label: 'patientId', names: { patientId: 'Patient', submittedById: 'User' } },
  Medicine: { label: ['name', 'strength'] },
  Prescription: {
    patient: 'patientId',
    label: ['patientId', 'medicineId'],
    names: { patientId: 'Patient', prescriberId: 'User', medicineId: 'Medicine' },
    deletion: 'deletedAt',
  },
  // What is counted from the registrations has its records there.
  Camp: { label: 'name', omit: ['registered'], bookkeeping: ['registered', 'updatedAt'] },
  CampRegistration: {
    patient: 'patientId',
    label: ['patientId', 'campId'],
    names: { patientId: 'Patient', campId: 'Camp' },
  },
  Consultation: {
    patient: 'patientId',
    label: 'patientId',
    names: { patientId: 'Patient', practitionerId: 'Practitioner', campId: 'Camp', openedById: 'User' },
  },
  Invoice: { patient: 'patientId', label: 'number', names: { patientId: 'Patient', createdById: 'User' } },
  InvoiceLine: {
    patient: 'patientId',
    label: 'description',
    names: { patientId: 'Patient', invoiceId: 'Invoice' },
  },
  Payment: {
    patient: 'patientId',
    label: ['method', 'amount'],
    names: { patientId: 'Patient', invoiceId: 'Invoice', receivedById: 'User' },
  },
  Refund: {
    patient: 'patientId',
    label: 'amount',
    names: { patientId: 'Patient', invoiceId: 'Invoice', refundedById: 'User' },
  },
  MedicareClaim: {
    patient: 'patientId',
    label: ['itemNumber', 'amount'],
    redact: ['medicareNumber'],
    names: { patientId: 'Patient', invoiceId: 'Invoice', createdById: 'User' },
  },
});
