import { slotsOf } from '../clinic/appointments/slots.js';
import { dayIn } from '../clinic/settings/clinic-time.js';
import { SettingsService } from '../clinic/settings/settings.service.js';
import type { PrismaService } from '../database/prisma.service.js';
import type { DemoExamples } from '../http/openapi/demo-examples.js';
import { newAddress } from './example-users.js';
import { cpfLike } from './plan/document-number.js';

const DAY = 86_400_000;
const WEEK = 7;
const OPEN = { patient: { restricted: false, deletedAt: null } } as const;
const first = { orderBy: { id: 'asc' } } as const;

/** Values that belong to a row, and new ones that nothing has yet, by the field of a body. */
export async function bodyExamples(prisma: PrismaService, doctorId: string): Promise<DemoExamples> {
  const [vitals, form, note, replaced, last, profile] = await Promise.all([
    prisma.vitals.findFirst({ ...first, where: OPEN }),
    prisma.intakeForm.findFirst({ ...first, where: OPEN }),
    prisma.progressNote.findFirst({ ...first, where: { ...OPEN, authorId: doctorId } }),
    prisma.prescription.findFirst({ ...first, where: { ...OPEN, status: 'ACTIVE', deletedAt: null } }),
    prisma.appointment.findFirst({ orderBy: { endsAt: 'desc' } }),
    prisma.practitioner.findUnique({ where: { id: doctorId } }),
  ]);
  const fresh = Date.now() % 100_000_000;
  const { startsAt, endsAt } = await afterAll(prisma, Math.max(Date.now(), last?.endsAt.getTime() ?? 0));
  const values = {
    'BookAppointmentDto.startsAt': startsAt,
    'BookAppointmentDto.endsAt': endsAt,
    'RescheduleAppointmentDto.startsAt': startsAt,
    'RescheduleAppointmentDto.endsAt': endsAt,
    'NewUserDto.email': newAddress(fresh),
    'ChangeUserDto.email': newAddress(fresh),
    'NewPatientDto.documentNumber': cpfLike(fresh),
    'PatientChangesDto.documentNumber': cpfLike(fresh),
    'NewPractitionerDto.registrationNumber': `CRM-SP ${fresh}`,
    'PractitionerChangesDto.registrationNumber': profile?.registrationNumber,
    'NewResourceDto.name': `Room ${fresh}`,
    'ResourceChangesDto.name': `Room ${fresh}`,
    'NewMedicineDto.name': `Paracetamol ${fresh}`,
    'MedicineChangesDto.name': `Paracetamol ${fresh}`,
    'VitalsCorrectionDto.updatedAt': vitals?.updatedAt.toISOString(),
    'IntakeFormChangesDto.updatedAt': form?.updatedAt.toISOString(),
    'PATCH /api/progress-notes/{id}': note?.id,
    'ProgressNoteEditDto.version': note?.version,
    'POST /api/patients/{patientId}/prescriptions': replaced?.patientId,
    'PrescribeDto.replacesId': replaced?.id,
  };
  return new Map(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** A slot on a day after all others, when nobody has an appointment. */
async function afterAll(prisma: PrismaService, last: number) {
  const settings = await new SettingsService(prisma).view();
  const days = Array.from({ length: WEEK }, (_, nth) => dayIn(settings.timeZone, new Date(last + (nth + 1) * DAY)));
  const slot = days.flatMap((day) => slotsOf(day, settings)).at(0);
  return { startsAt: slot?.startsAt.toISOString(), endsAt: slot?.endsAt.toISOString() };
}
