import type { Condition } from '../plan/conditions.js';
import type { Known } from './patient.js';

/** The nurse opens it, the doctor it is assigned to closes it; some patients are counselled afterwards. */
export async function consult({ chance, team, id }: Known, { reason, note }: Condition): Promise<void> {
  const { id: consultation } = await team.nurse.post(`/api/patients/${id}/consultations`, { chiefComplaint: reason });
  const path = `/api/consultations/${consultation}`;
  await team.nurse.post(`${path}/assign`, { practitionerId: team.practitionerId });
  await team.doctor.patch(path, { notes: note.text });
  if (chance.likely(0.3)) {
    await team.doctor.post(`${path}/counselling`, { status: 'PENDING' });
    if (chance.likely(0.6)) await team.nurse.post(`${path}/counselling`, { status: 'IN_PROGRESS' });
  }
  if (chance.likely(0.85)) await team.doctor.post(`${path}/close`);
}
