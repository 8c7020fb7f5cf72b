import type { PrismaService } from '../database/prisma.service.js';
import { DEMO_DOMAIN } from './demo-users.js';

const OPEN = { restricted: false, deletedAt: null } as const;
const first = { select: { id: true }, orderBy: { id: 'asc' } } as const;
const ofOpenPatient = { ...first, where: { patient: OPEN } };

/**
 * Ids that the documentation's examples can be sent with, by the collection that a path names them in. Read when the
 * document is asked for, because the database makes the ids. Nothing where no demo user works: real ids stay inside.
 */
export async function demoExamples(prisma: PrismaService): Promise<ReadonlyMap<string, string>> {
  const demo = { email: `doctor@${DEMO_DOMAIN}`, active: true, deletedAt: null };
  if ((await prisma.user.count({ where: demo })) === 0) return new Map();
  const found = {
    users: await prisma.user.findFirst({ ...first, where: demo }),
    practitioners: await prisma.practitioner.findFirst({ ...first, where: { user: demo } }),
    patients: await prisma.patient.findFirst({ ...first, where: OPEN }),
    appointments: await prisma.appointment.findFirst(ofOpenPatient),
    'progress-notes': await prisma.progressNote.findFirst(ofOpenPatient),
    vitals: await prisma.vitals.findFirst(ofOpenPatient),
    'lab-orders': await prisma.labOrder.findFirst(ofOpenPatient),
    'intake-forms': await prisma.intakeForm.findFirst(ofOpenPatient),
    prescriptions: await prisma.prescription.findFirst({ ...first, where: { patient: OPEN, deletedAt: null } }),
    consultations: await prisma.consultation.findFirst(ofOpenPatient),
    queue: await prisma.queueEntry.findFirst(ofOpenPatient),
    medicines: await prisma.medicine.findFirst(first),
    resources: await prisma.resource.findFirst({ ...first, where: { deletedAt: null } }),
    camps: await prisma.camp.findFirst({ ...first, where: { status: 'PLANNED' } }),
    invoices: await prisma.invoice.findFirst({ ...first, where: { patient: OPEN, status: 'ISSUED' } }),
    claims: await prisma.medicareClaim.findFirst({ ...first, where: { invoice: { patient: OPEN } } }),
    'audit-logs': await prisma.auditLog.findFirst(first),
  };
  return new Map(Object.entries(found).flatMap(([collection, row]) => (row ? [[collection, row.id]] : [])));
}
