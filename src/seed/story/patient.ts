import { Chance } from '../plan/chance.js';
import { ALLERGIES, HISTORIES } from '../plan/conditions.js';
import { plannedPatient, type PlannedPatient } from '../plan/patients.js';
import type { Clinic } from './clinic.js';
import type { Colleague } from './colleague.js';
import type { Hand, Story } from './hand.js';

/** Those of the staff whom a patient meets. */
export interface Team {
  desk: Hand;
  nurse: Hand;
  doctor: Hand;
  pharmacist: Hand;
  biller: Hand;
  deskColleague: Colleague;
  practitionerId: string;
}

/** A patient whom the clinic knows now, and everything that his story needs. */
export interface Known {
  clinic: Clinic;
  chance: Chance;
  plan: PlannedPatient;
  team: Team;
  id: string;
  reason: string | undefined;
}

/** Registers the patient of that number. One after the other, so that they stand in the same order in every clinic. */
export async function register(clinic: Clinic, index: number): Promise<Known> {
  const plan = plannedPatient(index);
  const chance = new Chance('story', index);
  const reason = plan.body.restricted ? 'Treatment in this clinic' : undefined;
  const story = clinic.story(`patient-${String(index).padStart(6, '0')}`, reason);
  const { team, doctor } = teamOf(clinic, story, plan, chance);
  if (chance.likely(0.3)) await team.desk.get(`/api/patients?search=${encodeURIComponent(plan.body.fullName)}`);
  const { id } = await team.desk.post('/api/patients', plan.body);
  await doctor.signedIn();
  return { clinic, chance, plan, id, reason, team: { ...team, practitionerId: doctor.id } };
}

/** He fills in his form, and sometimes his data change. */
export async function admit({ chance, team, plan, id }: Known): Promise<void> {
  const { desk, nurse } = team;
  if (chance.likely(0.7)) {
    const form = await desk.post(`/api/patients/${id}/intake-forms`, {
      reasonForVisit: 'Wishes to be treated here',
      consent: true,
      ...(chance.likely(0.5) ? { medicalHistory: chance.pick(HISTORIES) } : {}),
      ...(chance.likely(0.3) ? { allergies: chance.pick(ALLERGIES) } : {}),
    });
    if (chance.likely(0.2)) await nurse.patch(`/api/intake-forms/${form.id}`, { medication: 'None at present' });
  }
  if (chance.likely(0.1))
    await desk.patch(`/api/patients/${id}`, { phone: `${plan.body.phone ?? '+55 11 95551-000'}7` });
}

function teamOf(clinic: Clinic, story: Story, { site, ordinal }: PlannedPatient, chance: Chance) {
  const one = (role: Parameters<typeof clinic.staff.one>[0], nth = chance.whole(0, 5)) =>
    clinic.staff.one(role, site.name, nth);
  const doctor = one('DOCTOR', ordinal);
  const deskColleague = one('RECEPTIONIST');
  const team = {
    deskColleague,
    desk: story.by(deskColleague),
    nurse: story.by(one('NURSE')),
    doctor: story.by(doctor),
    pharmacist: story.by(one('PHARMACIST')),
    biller: story.by(one('BILLING')),
  };
  return { doctor, team };
}
