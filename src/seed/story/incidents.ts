import type { Clinic } from './clinic.js';
import { END } from '../progress.js';

const ELSEWHERE = '203.0.113.47';
const WRONG_PASSWORDS = 9;
const MANY = 45;

/** What an auditor should find: refusals, an emergency, and some who look where they should not. */
export async function incidents(clinic: Clinic): Promise<void> {
  await refusals(clinic);
  await emergency(clinic);
  await failedSignIns(clinic);
  await manyPatients(clinic);
  await sameSurname(clinic);
}

/** The last act of a run: a log that has it belongs to a clinic that is complete. */
export async function review(clinic: Clinic): Promise<void> {
  const auditor = clinic.staff.one('AUDITOR');
  const path = '/api/audit-logs?outcome=DENIED&limit=20';
  clinic.signal.throwIfAborted();
  const { status } = await auditor.act({ method: 'GET', path, requestId: END });
  if (status !== 200) throw new Error(`The auditor's review answered ${status}`);
}

async function refusals(clinic: Clinic): Promise<void> {
  const story = clinic.story('refusals');
  const { id } = await clinic.prisma.patient.findFirstOrThrow({ where: { restricted: false }, orderBy: { id: 'asc' } });
  const refused = { refused: 403 };
  await story.by(clinic.staff.one('PHARMACIST')).get(`/api/patients/${id}/vitals`, refused);
  await story.by(clinic.staff.one('RECEPTIONIST', 'Melbourne')).get(`/api/patients/${id}/progress-notes`, refused);
  await story.by(clinic.staff.one('BILLING')).get('/api/users', refused);
  await story.by(clinic.staff.one('NURSE', 'São Paulo', 1)).get('/api/audit-logs', refused);
  await story.by(clinic.staff.one('ADMIN')).get(`/api/patients/${id}`, refused);
}

/** The door of a restricted patient: shut first, then opened with a reason. */
async function emergency(clinic: Clinic): Promise<void> {
  const story = clinic.story('emergency');
  const where = { restricted: true, deletedAt: null };
  const patient = await clinic.prisma.patient.findFirst({ where, orderBy: { id: 'asc' } });
  if (!patient) return;
  const { id } = patient;
  const nurse = story.by(clinic.staff.one('NURSE', 'Melbourne', 1));
  await nurse.get(`/api/patients/${id}`, { refused: 403 });
  await nurse.get(`/api/patients/${id}`, { reason: 'Collapsed in the waiting room' });
  const doctor = story.by(clinic.staff.one('DOCTOR', 'Melbourne'));
  await doctor.get(`/api/patients/${id}`, { reason: 'Emergency: allergies needed before adrenaline' });
}

/** Somebody elsewhere tries passwords of one nurse, and names that nobody has. */
async function failedSignIns({ app, staff, signal }: Clinic): Promise<void> {
  const { email } = staff.one('NURSE', 'São Paulo', 2).member;
  const tries = Array.from({ length: WRONG_PASSWORDS }, (_, nth) => ({ email, password: `guess number ${nth}` }));
  for (const payload of [...tries, { email: 'root@clinic.example', password: 'guess' }]) {
    signal.throwIfAborted();
    const headers = { 'user-agent': 'python-requests/2.32.3' };
    await app.inject({ method: 'POST', url: '/api/auth/login', payload, headers, remoteAddress: ELSEWHERE });
  }
}

/** A nurse opens one record after another, of people whom she does not treat. */
async function manyPatients(clinic: Clinic): Promise<void> {
  const nurse = clinic.story('many-patients').by(clinic.staff.one('NURSE', 'São Paulo', 1));
  const where = { restricted: false, deletedAt: null };
  const patients = await clinic.prisma.patient.findMany({ where, orderBy: { id: 'asc' }, take: MANY });
  for (const { id } of patients) await nurse.get(`/api/patients/${id}`);
}

/** A receptionist looks up somebody who has his own surname. */
async function sameSurname(clinic: Clinic): Promise<void> {
  const colleague = clinic.staff.one('RECEPTIONIST');
  const surname = colleague.member.name.split(' ').at(-1)!;
  const desk = clinic.story('same-surname').by(colleague);
  const { items } = await desk.get(`/api/patients?search=${encodeURIComponent(surname)}`);
  const relative = (items as { id: string; restricted: boolean }[]).find(({ restricted }) => !restricted);
  if (relative) await desk.get(`/api/patients/${relative.id}`);
}
