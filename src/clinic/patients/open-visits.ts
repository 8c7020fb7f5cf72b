import type { PrismaService } from '../../database/prisma.service.js';

/** How much of a patient's is still going on; the migration's patient_leaves() asks the same. */
export interface OpenVisits {
  appointments: number;
  queueEntries: number;
  consultations: number;
}

export async function openVisitsOf(prisma: PrismaService, patientId: string): Promise<OpenVisits> {
  const [appointments, queueEntries, consultations] = await Promise.all([
    prisma.appointment.count({ where: { patientId, status: 'BOOKED' } }),
    prisma.queueEntry.count({ where: { patientId, status: { notIn: ['DONE', 'LEFT'] } } }),
    prisma.consultation.count({ where: { patientId, status: 'OPEN' } }),
  ]);
  return { appointments, queueEntries, consultations };
}

/** In words, each with the way to find it; nothing of what there is none of. */
export function openVisitsInWords({ appointments, queueEntries, consultations }: OpenVisits): string[] {
  return [
    told(appointments, 'booked appointment', 'booked appointments', '/api/appointments?patientId=…&status=BOOKED'),
    told(queueEntries, 'open queue entry', 'open queue entries', '/api/queue/patients/:patientId'),
    told(
      consultations,
      'open consultation',
      'open consultations',
      '/api/patients/:patientId/consultations?status=OPEN',
    ),
  ].flat();
}

const told = (count: number, one: string, many: string, path: string) =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : many} (GET ${path})`];
