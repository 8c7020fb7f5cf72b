import { CAMPS, type PlannedCamp } from '../plan/camps.js';
import type { Clinic } from './clinic.js';
import type { Hand } from './hand.js';
import type { Known } from './patient.js';

const DAY = 86_400_000;

export async function planCamps({ prisma, camps, now }: Clinic, desk: Hand): Promise<void> {
  const there = await prisma.camp.findMany({ select: { id: true, name: true } });
  for (const { body, in: days } of CAMPS) {
    const date = new Date(now.getTime() + days * DAY).toISOString().slice(0, 10);
    const { id } = there.find(({ name }) => name === body.name) ?? (await desk.post('/api/camps', { ...body, date }));
    camps.set(body.name, id);
  }
}

/** One in five goes to a camp of his site; some think better of it. */
export async function joinCamp({ chance, clinic, plan, team, id }: Known): Promise<void> {
  if (!chance.likely(0.2)) return;
  const camp = chance.pick(CAMPS.filter(({ site }) => site === plan.site.name));
  const path = `/api/patients/${id}/camps/${clinic.camps.get(camp.body.name)!}`;
  // Of an older clinic it may be over, or full.
  const registration = await team.desk.post(path, undefined, { refused: 409 });
  if (!registration || !chance.likely(0.15)) return;
  await team.desk.post(`/api/camp-registrations/${registration.id}/cancel`, { reason: 'Has to work on that day' });
}

/** When everybody is registered, those of the past have taken place. */
export async function endCamps(clinic: Clinic): Promise<void> {
  const desk = clinic.story('camps').by(clinic.staff.one('RECEPTIONIST'));
  for (const planned of CAMPS) {
    const id = clinic.camps.get(planned.body.name)!;
    const camp = await desk.get(`/api/camps/${id}`);
    if (camp.status === 'PLANNED') await end(desk, planned, camp);
  }
}

async function end(desk: Hand, planned: PlannedCamp, { id, registered }: { id: string; registered: number }) {
  if (planned.end === 'cancel') await desk.post(`/api/camps/${id}/cancel`, { reason: 'The road is flooded' });
  if (planned.end !== 'finish') return;
  await desk.post(`/api/camps/${id}/finish`);
  await desk.patch(`/api/camps/${id}`, { attendedPatients: Math.ceil(registered * 0.9) });
}
