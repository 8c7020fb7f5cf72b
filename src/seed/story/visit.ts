import { AuditService } from '../../audit/index.js';
import { QueueService } from '../../clinic/queue/queue.service.js';
import { dayIn } from '../../clinic/settings/clinic-time.js';
import { comingSlot, pastSlot } from '../plan/calendar.js';
import { CANCELLATIONS, type Condition, CONDITIONS } from '../plan/conditions.js';
import { STAFF } from '../demo-users.js';
import type { SiteName } from '../plan/sites.js';
import { bill } from './bill.js';
import type { Known } from './patient.js';
import { treat } from './treatment.js';

const MOST_VISITS = 3;
// Every seventh patient, and slots that the visits of a doctor's patients hardly reach.
const UNFINISHED = 7;
const LEFT_OPEN = 1_000;
// Dealt, not drawn: a small clinic has each of them too.
const FATES = ['came', 'came', 'missed', 'came', 'came', 'cancelled', 'came'] as const;
// Why a booking is taken outside the one clinic's clock and opening hours.
const FROM_PAPER = 'Taken over from the paper diary';
const OWN_HOURS: Partial<Record<SiteName, string>> = { Melbourne: 'Opening hours of the Melbourne site' };
const doctorsAt = (site: string) => STAFF.filter((each) => each.role === 'DOCTOR' && each.site === site).length;

/** What was booked in the last three months, and what became of it. */
export async function visits(known: Known): Promise<void> {
  const { chance, plan, clinic } = known;
  const nth = Math.floor(plan.ordinal / doctorsAt(plan.site.name));
  const today = dayIn(plan.site.timeZone, clinic.now);
  const count = chance.whole(1, MOST_VISITS);
  for (let visit = 0; visit < count; visit++) {
    const slot = pastSlot(nth * MOST_VISITS + visit, today, plan.site.timeZone);
    const fate = FATES[(plan.ordinal + visit) % FATES.length];
    await visitOnce(known, chance.pick(CONDITIONS), slot, fate);
  }
  const slot = nth % 3 === 0 ? comingSlot(nth / 3, today, plan.site.timeZone) : undefined;
  if (slot) await book(known, slot, chance.pick(CONDITIONS).reason);
  if (plan.ordinal % UNFINISHED === 1) await leaveOpen(known, pastSlot(LEFT_OPEN + nth, today, plan.site.timeZone));
}

/** What the staff has not got round to: somebody waits, is being treated, and nobody said what became of an appointment. */
async function leaveOpen(known: Known, slot: Date | undefined): Promise<void> {
  const { team, id } = known;
  const { practitionerId } = team;
  if (slot) await book(known, slot, 'Blood pressure control');
  await team.nurse.post(`/api/patients/${id}/consultations`, {
    chiefComplaint: 'Dizzy since yesterday',
    practitionerId,
  });
  await team.desk.post('/api/queue', { patientId: id, practitionerId }, { refused: 409 });
}

/** Whoever finds no free slot comes without an appointment. */
async function visitOnce(
  known: Known,
  condition: Condition,
  slot: Date | undefined,
  fate: (typeof FATES)[number] | undefined,
) {
  const { chance, team } = known;
  const appointment = slot ? await book(known, slot, condition.reason) : undefined;
  if (!appointment || fate === 'came') {
    const at = slot ?? known.clinic.now;
    if (slot && chance.likely(0.5)) await waitInLine(known, slot);
    await treat(known, condition, at);
    if (appointment) await team.doctor.post(`/api/appointments/${appointment.id}/complete`);
    await bill(known, appointment?.id);
  } else if (fate === 'cancelled') {
    await team.desk.post(`/api/appointments/${appointment.id}/cancel`, { reason: chance.pick(CANCELLATIONS) });
  } else {
    await team.desk.post(`/api/appointments/${appointment.id}/no-show`);
  }
}

/** A clinic that was seeded on another day may have given the slot away already. */
function book({ clinic, team, id, ...known }: Known, slot: Date, reason: string): Promise<{ id: string } | undefined> {
  const wanted = { patientId: id, practitionerId: team.practitionerId, startsAt: slot.toISOString(), reason };
  const why = slot < clinic.now ? FROM_PAPER : (OWN_HOURS[known.plan.site.name] ?? known.reason);
  return team.desk.post('/api/appointments', wanted, { refused: 409, reason: why });
}

/** Through the service, because the API lets people wait today only. */
async function waitInLine({ clinic, team, id, reason, chance }: Known, at: Date): Promise<void> {
  const audit = clinic.app.get(AuditService);
  const { deskColleague, practitionerId, desk, doctor } = team;
  const priority = chance.pick(['ROUTINE', 'ROUTINE', 'ROUTINE', 'URGENT'] as const);
  const job = { actor: deskColleague.actor, event: 'queue.enqueued', entityType: 'QueueEntry', source: 'CLI' } as const;
  const entry = await audit.run({ ...job, action: 'CREATION' }, () => {
    if (reason !== undefined) audit.describe({ reason });
    return clinic.app.get(QueueService).enqueue({ patientId: id, practitionerId, priority }, at);
  });
  await desk.post(`/api/queue/${entry.id}/status`, { status: 'CALLED' });
  await doctor.post(`/api/queue/${entry.id}/status`, { status: 'IN_CONSULTATION' });
  await doctor.post(`/api/queue/${entry.id}/status`, { status: 'DONE' });
}
