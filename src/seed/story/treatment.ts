import type { Condition } from '../plan/conditions.js';
import { consult } from './consultation.js';
import type { Known } from './patient.js';

/** What happens in the consulting room and after it. */
export async function treat(known: Known, condition: Condition, at: Date): Promise<void> {
  const { chance, team, id } = known;
  await team.nurse.get(`/api/patients/${id}`);
  await measure(known, at);
  await team.doctor.get(`/api/patients/${id}`);
  if (chance.likely(0.4)) await team.doctor.get(`/api/patients/${id}/vitals`);
  if (chance.likely(0.4)) await consult(known, condition);
  if (chance.likely(0.85)) await note(known, condition);
  if (condition.lab && chance.likely(0.7)) await examine(known, condition.lab);
  if (condition.prescription && chance.likely(0.8)) await prescribe(known, condition.prescription);
}

async function measure({ chance, team, id }: Known, at: Date): Promise<void> {
  const systolic = chance.whole(102, 168);
  const measured = await team.nurse.post(`/api/patients/${id}/vitals`, {
    measuredAt: at.toISOString(),
    systolic,
    diastolic: systolic - chance.whole(32, 58),
    pulse: chance.whole(52, 104),
    temperature: chance.whole(359, 381) / 10,
    oxygenSaturation: chance.whole(93, 100),
    ...(chance.likely(0.5) ? { weight: chance.whole(480, 1_120) / 10, height: chance.whole(148, 196) } : {}),
  });
  if (!chance.likely(0.04)) return;
  await team.nurse.patch(`/api/vitals/${measured.id}`, { pulse: 76, reason: 'Read from the wrong line of the sheet' });
}

async function note({ chance, team, id }: Known, condition: Condition): Promise<void> {
  const written = await team.doctor.post(`/api/patients/${id}/progress-notes`, condition.note);
  if (!chance.likely(0.1)) return;
  const text = `${condition.note.text} Added later: the patient called, all is well.`;
  await team.doctor.patch(`/api/progress-notes/${written.id}`, { text, version: written.version });
}

async function examine({ chance, team, id }: Known, lab: NonNullable<Condition['lab']>): Promise<void> {
  const { test, question, result, finding } = lab;
  const urgency = finding === 'CRITICAL' ? 'URGENT' : 'ROUTINE';
  const order = await team.doctor.post(`/api/patients/${id}/lab-orders`, { test, question, urgency });
  if (chance.likely(0.06)) {
    await team.doctor.post(`/api/lab-orders/${order.id}/cancel`, { reason: 'Ordered twice' });
    return;
  }
  if (chance.likely(0.12)) return;
  await team.nurse.post(`/api/lab-orders/${order.id}/collect`);
  if (!chance.likely(0.9)) return;
  await team.nurse.post(`/api/lab-orders/${order.id}/result`, { result, finding });
  await team.doctor.get(`/api/lab-orders/${order.id}`);
}

async function prescribe({ chance, clinic, team, id }: Known, wanted: NonNullable<Condition['prescription']>) {
  const { medicine, ...rest } = wanted;
  const { id: medicineId, formulation } = clinic.medicines.get(medicine)!;
  const content = { ...rest, medicineId, formulation };
  const path = `/api/patients/${id}/prescriptions`;
  let prescription = await team.doctor.post(path, content);
  if (chance.likely(0.08)) {
    const change = { quantity: content.quantity * 2, replacesId: prescription.id };
    prescription = await team.doctor.post(path, { ...content, ...change });
  }
  if (!chance.likely(0.75)) return;
  await team.pharmacist.get(path);
  const pickUp = () => team.pharmacist.post(`/api/prescriptions/${prescription.id}/dispense`, {}, { refused: 409 });
  if (await pickUp()) return;
  await team.pharmacist.post(`/api/medicines/${medicineId}/adjust`, { change: 5_000, reason: 'Delivery' });
  await pickUp();
}
