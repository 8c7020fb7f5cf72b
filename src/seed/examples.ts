import type { PrismaService } from '../database/prisma.service.js';
import type { DemoExamples } from '../http/openapi/demo-examples.js';
import { bodyExamples } from './body-examples.js';
import { DEMO_DOMAIN } from './demo-users.js';
import { stepExamples } from './step-examples.js';

const OPEN = { restricted: false, deletedAt: null } as const;
const first = { select: { id: true }, orderBy: { id: 'asc' } } as const;
const ofOpenPatient = { ...first, where: { patient: OPEN } };

/**
 * What the documentation's examples can be sent with: ids by the collection or the operation whose path names them, and
 * values by the field of a body. Read when the document is asked for, because the database makes the ids. Nothing where
 * no demo user works: real ids stay inside.
 */
export async function demoExamples(prisma: PrismaService): Promise<DemoExamples> {
  const demo = { email: `doctor@${DEMO_DOMAIN}`, active: true, deletedAt: null };
  const doctor = await prisma.user.findFirst({ ...first, where: demo });
  if (!doctor) return new Map();
  const rows = {
    users: prisma.user.findFirst({ ...first, where: demo }),
    practitioners: prisma.practitioner.findFirst({ ...first, where: { user: demo } }),
    patients: prisma.patient.findFirst({ ...first, where: OPEN }),
    appointments: prisma.appointment.findFirst(ofOpenPatient),
    'progress-notes': prisma.progressNote.findFirst(ofOpenPatient),
    vitals: prisma.vitals.findFirst(ofOpenPatient),
    'lab-orders': prisma.labOrder.findFirst(ofOpenPatient),
    'intake-forms': prisma.intakeForm.findFirst(ofOpenPatient),
    prescriptions: prisma.prescription.findFirst({ ...first, where: { patient: OPEN, deletedAt: null } }),
    consultations: prisma.consultation.findFirst(ofOpenPatient),
    queue: prisma.queueEntry.findFirst(ofOpenPatient),
    medicines: prisma.medicine.findFirst({ ...first, where: { formulation: 'TABLET' } }),
    resources: prisma.resource.findFirst({ ...first, where: { deletedAt: null } }),
    camps: prisma.camp.findFirst({ ...first, where: { status: 'PLANNED' } }),
    invoices: prisma.invoice.findFirst({ ...first, where: { patient: OPEN, status: 'ISSUED' } }),
    claims: prisma.medicareClaim.findFirst({ ...first, where: { invoice: { patient: OPEN } } }),
    'audit-logs': prisma.auditLog.findFirst(first),
    ...stepExamples(prisma, doctor.id),
  };
  const examples = new Map(await bodyExamples(prisma, doctor.id));
  for (const [place, row] of Object.entries(rows)) {
    const found = await row;
    if (found) examples.set(place, found.id);
  }
  return examples;
}
