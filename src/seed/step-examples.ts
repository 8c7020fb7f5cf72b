import type { PrismaService } from '../database/prisma.service.js';
import { NOBODY_NEEDED } from './example-users.js';

const OPEN = { patient: { restricted: false, deletedAt: null } } as const;
const ENDED = ['DONE', 'LEFT'] as const;
const first = { select: { id: true }, orderBy: { id: 'asc' } } as const;

/**
 * Rows in the state that a step needs, by the operation whose path names one. What is its author's alone is the demo
 * doctor's: the example of the login is his.
 */
export function stepExamples(prisma: PrismaService, doctorId: string) {
  const { appointment, consultation, invoice, labOrder, patient, prescription, queueEntry, session, user } = prisma;
  const now = new Date();
  const booked = { ...OPEN, status: 'BOOKED' } as const;
  const begun = { ...booked, startsAt: { lt: now } } as const;
  const open = { ...OPEN, status: 'OPEN' } as const;
  const ordered = { ...OPEN, status: 'ORDERED' } as const;
  const unfinished = { ...OPEN, status: { in: ['ORDERED' as const, 'COLLECTED' as const] } };
  const issued = { ...OPEN, status: 'ISSUED', total: { gte: '120.50' }, paid: 0, claimed: 0 } as const;
  const active = { ...OPEN, status: 'ACTIVE', dispensed: 0, deletedAt: null } as const;
  const own = { ...active, prescriberId: doctorId } as const;
  const newcomer = (skip = 0) => user.findFirst({ ...first, skip, where: NOBODY_NEEDED });
  return {
    'POST /api/appointments/{id}/cancel': appointment.findFirst({ ...first, where: booked }),
    'POST /api/appointments/{id}/complete': appointment.findFirst({ ...first, where: begun }),
    'POST /api/appointments/{id}/no-show': appointment.findFirst({ ...first, where: begun }),
    'POST /api/appointments/{id}/reschedule': appointment.findFirst({ ...first, where: booked }),
    'DELETE /api/auth/sessions/{id}': session.findFirst({
      ...first,
      where: { userId: doctorId, revokedAt: null, expiresAt: { gt: now } },
    }),
    'POST /api/camp-registrations/{id}/cancel': prisma.campRegistration.findFirst({
      ...first,
      where: { ...OPEN, status: 'REGISTERED', camp: { status: 'PLANNED' } },
    }),
    'POST /api/claims/{id}/status': prisma.medicareClaim.findFirst({
      ...first,
      where: { invoice: OPEN, status: { in: ['PREPARED', 'SUBMITTED', 'REJECTED'] } },
    }),
    'PATCH /api/consultations/{id}': consultation.findFirst({
      ...first,
      where: { ...open, OR: [{ practitionerId: doctorId }, { practitionerId: null }] },
    }),
    'POST /api/consultations/{id}/assign': consultation.findFirst({ ...first, where: open }),
    'POST /api/consultations/{id}/close': consultation.findFirst({
      ...first,
      where: { ...open, practitionerId: doctorId },
    }),
    'POST /api/consultations/{id}/counselling': consultation.findFirst({
      ...first,
      where: { ...OPEN, counsellingStatus: 'NOT_REQUIRED' },
    }),
    'PATCH /api/invoices/{id}': invoice.findFirst({ ...first, where: { ...OPEN, status: 'DRAFT' } }),
    'POST /api/invoices/{id}/status': invoice.findFirst({ ...first, where: { ...OPEN, status: 'DRAFT' } }),
    'POST /api/invoices/{id}/payments': invoice.findFirst({ ...first, where: issued }),
    'POST /api/invoices/{id}/refunds': invoice.findFirst({ ...first, where: { ...OPEN, status: 'PAID', refunded: 0 } }),
    'POST /api/invoices/{invoiceId}/claims': invoice.findFirst({ ...first, where: issued }),
    'POST /api/lab-orders/{id}/cancel': labOrder.findFirst({ ...first, where: unfinished }),
    'POST /api/lab-orders/{id}/collect': labOrder.findFirst({ ...first, where: ordered }),
    'POST /api/lab-orders/{id}/result': labOrder.findFirst({ ...first, where: unfinished }),
    'POST /api/patients/{patientId}/camps/{campId}': patient.findFirst({
      ...first,
      where: { ...OPEN.patient, campRegistrations: { none: {} } },
    }),
    'DELETE /api/patients/{id}': patient.findFirst({
      ...first,
      where: {
        ...OPEN.patient,
        appointments: { none: { status: 'BOOKED' } },
        queueEntries: { none: { status: { notIn: [...ENDED] } } },
        consultations: { none: { status: 'OPEN' } },
      },
    }),
    'PATCH /api/prescriptions/{id}': prescription.findFirst({ ...first, where: own }),
    'DELETE /api/prescriptions/{id}': prescription.findFirst({ ...first, where: own }),
    'POST /api/prescriptions/{id}/dispense': prescription.findFirst({
      ...first,
      where: { ...active, quantity: { gte: 20 }, medicine: { stock: { gte: 20 } } },
    }),
    'POST /api/queue/{id}/priority': queueEntry.findFirst({ ...first, where: { ...OPEN, status: 'WAITING' } }),
    'POST /api/queue/{id}/status': queueEntry.findFirst({ ...first, where: { ...OPEN, status: 'WAITING' } }),
    'PATCH /api/users/{id}': newcomer(),
    // One whom the other examples need not.
    'DELETE /api/users/{id}': newcomer(1),
    'POST /api/users/{id}/activate': newcomer(),
    'POST /api/users/{id}/deactivate': newcomer(),
    'POST /api/users/{id}/roles': newcomer(),
    'DELETE /api/users/{id}/roles/{role}': newcomer(),
    'EnqueueDto.patientId': patient.findFirst({
      ...first,
      where: { ...OPEN.patient, queueEntries: { none: { status: { notIn: [...ENDED] } } } },
    }),
    'NewPractitionerDto.userId': user.findFirst({
      ...first,
      where: { roles: { has: 'DOCTOR' }, active: true, practitioner: null, deletedAt: null },
    }),
  };
}
