import { randomUUID } from 'node:crypto';
import type { PrescriptionDto } from '../../src/clinic/prescriptions/prescription.dto.js';
import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';
import { aMedicine, aPatient, given } from '../support/factories.js';

const app = useApp();
const doctor = () => app.as('DOCTOR');
const pharmacist = () => app.as('PHARMACIST');
const of = (patientId: string) => `/api/patients/${patientId}/prescriptions`;
const at = (id: string, step = '') => `/api/prescriptions/${id}${step}`;
const noState = { before: null, after: null, changedFields: [] };
const content = { quantity: 20, type: 'ACUTE', formulation: 'TABLET', days: 10, timeSlots: ['MORNING', 'EVENING'] };

interface Wanted {
  patientId?: string;
  medicineId?: string;
  stock?: number;
  quantity?: number;
  replacesId?: string;
}
async function aPrescription({ patientId, medicineId, stock = 100, ...wanted }: Wanted = {}) {
  const of_ = patientId ?? (await aPatient(app)).id;
  const medicine = medicineId ?? (await aMedicine(app, { stock })).id;
  return given<PrescriptionDto>(doctor(), of(of_), { ...content, medicineId: medicine, ...wanted });
}
const stockOf = async (id: string) =>
  (await app.db.query<{ stock: number }>('SELECT stock FROM "Medicine" WHERE id = $1', [id]))[0]!.stock;

describe('prescribing', () => {
  it('answers with the prescription and leaves one record of the patient, names resolved', async () => {
    const { id: patientId } = await aPatient(app);
    const medicine = await aMedicine(app);
    const wanted = { ...content, medicineId: medicine.id, instructions: 'After the meal' };
    const { body } = await doctor().post(of(patientId), wanted).expect(201);
    expect(body).toMatchObject({ ...content, patientId, status: 'ACTIVE', dispensed: 0, replacesId: null });
    expect(body.medicine).toEqual({ id: medicine.id, name: medicine.name, strength: medicine.strength });
    expect(await app.recorded()).toMatchObject([
      {
        action: 'CREATION',
        event: 'prescription.created',
        outcome: 'SUCCESS',
        entityType: 'Prescription',
        entityId: body.id,
        patientIds: [patientId],
        before: null,
        after: { ...wanted, patientId, prescriberId: body.prescriber.id, status: 'ACTIVE' },
        details: {
          names: {
            [patientId]: 'Ana Souza',
            [body.prescriber.id]: 'Doctor Example',
            [medicine.id]: `${medicine.name} ${medicine.strength}`,
          },
        },
      },
    ]);
  });

  it.each([
    [{ medicineId: randomUUID() }, 409, 'medicine-not-found'],
    [{ formulation: 'SYRUP' }, 409, 'formulation-mismatch'],
    [{ replacesId: randomUUID() }, 409, 'replaced-not-found'],
    [{ timeSlots: [] }, 400, 'time-required'],
    [{ timeSlots: ['DAWN'] }, 400, 'validation-failed'],
    [{ timeSlots: ['NOON', 'NOON'] }, 400, 'validation-failed'],
    [{ quantity: 0 }, 400, 'validation-failed'],
    [{ days: 367 }, 400, 'validation-failed'],
    [{ type: 'SOMETIMES' }, 400, 'validation-failed'],
    [{ dispensed: 3 }, 400, 'validation-failed'],
  ])('refuses %j', async (fault, status, code) => {
    const { id } = await aPatient(app);
    const { id: medicineId } = await aMedicine(app);
    const reply = await doctor()
      .post(of(id), { ...content, medicineId, ...fault })
      .expect(status);
    expect(reply.body.code).toBe(code);
    expect(await app.db.query('SELECT FROM "Prescription" WHERE "patientId" = $1', [id])).toEqual([]);
  });

  it('takes no times when it is taken as needed', async () => {
    const { id } = await aPatient(app);
    const { id: medicineId } = await aMedicine(app);
    const asNeeded = { ...content, medicineId, type: 'AS_NEEDED', timeSlots: [] };
    await doctor().post(of(id), asNeeded).expect(201);
  });
});

describe('replacing', () => {
  it('leaves one record for each of the two, with one request id', async () => {
    const old = await aPrescription();
    const body = { ...content, medicineId: old.medicine.id, days: 5, replacesId: old.id };
    const { body: fresh } = await doctor().post(of(old.patientId), body).expect(201);
    expect(fresh).toMatchObject({ replacesId: old.id, status: 'ACTIVE', days: 5 });
    const records = await app.recorded();
    expect(records).toMatchObject([
      {
        action: 'UPDATE',
        event: 'prescription.created',
        entityId: old.id,
        changedFields: ['status'],
        after: { status: 'REPLACED' },
        patientIds: [old.patientId],
      },
      { action: 'CREATION', event: 'prescription.created', entityId: fresh.id, after: { replacesId: old.id } },
    ]);
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('is refused for another patient’s, and for one that is final', async () => {
    const old = await aPrescription();
    const other = await aPatient(app);
    const body = { ...content, medicineId: old.medicine.id, replacesId: old.id };
    expect((await doctor().post(of(other.id), body).expect(409)).body.code).toBe('replaced-not-found');
    await given(pharmacist(), at(old.id, '/dispense'), {}, 200);
    expect((await doctor().post(of(old.patientId), body).expect(409)).body.code).toBe('illegal-step');
    expect(await app.recorded({ outcome: 'SUCCESS' })).toEqual([]);
  });

  it('lets one of five win who replace the same at the same moment', async () => {
    const old = await aPrescription();
    const body = { ...content, medicineId: old.medicine.id, replacesId: old.id };
    const replies = await Promise.all(Array.from({ length: 5 }, () => doctor().post(of(old.patientId), body)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter((reply) => reply.body.code === 'illegal-step')).toHaveLength(4);
  });
});

it('is viewed and listed by records that name the patient', async () => {
  const prescription = await aPrescription();
  const { id, patientId, medicine } = prescription;
  const entityLabel = `Ana Souza, ${medicine.name} ${medicine.strength}`;
  expect((await pharmacist().get(at(id)).expect(200)).body).toEqual(prescription);
  const { body } = await app
    .as('NURSE')
    .get(`${of(patientId)}?status=ACTIVE`)
    .expect(200);
  expect(body).toEqual({ items: [prescription], page: 1, limit: 50, total: 1 });
  expect((await doctor().get(`${of(patientId)}?status=REPLACED`)).body.total).toBe(0);
  expect((await app.recorded()).slice(0, 2)).toMatchObject([
    { ...noState, action: 'VIEW', event: 'prescription.viewed', entityId: id, entityLabel, patientIds: [patientId] },
    { ...noState, action: 'VIEW', event: 'prescription.listed', entityId: null, patientIds: [patientId] },
  ]);
});

describe('until the first pickup', () => {
  it('is changed by one record with the fields that changed and no others', async () => {
    const { id, patientId } = await aPrescription();
    const { body } = await doctor()
      .patch(at(id), { days: 7, timeSlots: ['NIGHT'], quantity: 20 })
      .expect(200);
    expect(body).toMatchObject({ days: 7, timeSlots: ['NIGHT'], quantity: 20 });
    expect(await app.recorded()).toMatchObject([
      {
        action: 'UPDATE',
        event: 'prescription.updated',
        entityId: id,
        patientIds: [patientId],
        changedFields: ['days', 'timeSlots'],
        before: { days: 10 },
        after: { days: 7 },
      },
    ]);
    expect((await doctor().patch(at(id), { formulation: 'SYRUP' }).expect(409)).body.code).toBe('formulation-mismatch');
    expect((await doctor().patch(at(id), { timeSlots: [] }).expect(400)).body.code).toBe('time-required');
  });

  it('is changed and deleted by its prescriber only; another doctor replaces it', async () => {
    const { id, patientId, medicine } = await aPrescription();
    const { client } = await app.signIn((await aUser(app, { roles: ['DOCTOR'] })).email);
    for (const refused of [await client.patch(at(id), { days: 7 }), await client.delete(at(id))]) {
      expect([refused.status, refused.body.code]).toEqual([403, 'not-the-prescriber']);
      expect(refused.body.detail).toContain('replaces it');
    }
    expect(await app.recorded({ outcome: 'DENIED' })).toMatchObject(
      ['prescription.updated', 'prescription.deleted'].map((event) => ({
        event,
        outcome: 'DENIED',
        entityId: id,
        entityLabel: `Ana Souza, ${medicine.name} ${medicine.strength}`,
        patientIds: [patientId],
        details: { reason: 'not-the-prescriber' },
        ...noState,
      })),
    );
    await client.post(of(patientId), { ...content, medicineId: medicine.id, replacesId: id }).expect(201);
    expect((await doctor().get(at(id)).expect(200)).body.status).toBe('REPLACED');
  });

  it('is deleted by one record, and is not found from then on', async () => {
    const { id, patientId } = await aPrescription();
    await doctor().delete(at(id)).expect(204);
    expect(await app.recorded()).toMatchObject([
      { action: 'DELETION', event: 'prescription.deleted', entityId: id, patientIds: [patientId] },
    ]);
    await doctor().get(at(id)).expect(404);
    await pharmacist().post(at(id, '/dispense'), {}).expect(404);
    expect((await doctor().get(of(patientId))).body.total).toBe(0);
  });

  it('and not after it', async () => {
    const { id } = await aPrescription();
    await given(pharmacist(), at(id, '/dispense'), { quantity: 1 }, 200);
    expect((await doctor().patch(at(id), { days: 7 }).expect(409)).body.code).toBe('already-dispensed');
    expect((await doctor().delete(at(id)).expect(409)).body.code).toBe('already-dispensed');
  });
});

describe('dispensing', () => {
  it('changes stock and prescription: one record for each, with one request id', async () => {
    const { id, patientId, medicine } = await aPrescription();
    const { body } = await pharmacist().post(at(id, '/dispense'), { quantity: 8 }).expect(200);
    expect(body).toMatchObject({ status: 'ACTIVE', dispensed: 8 });
    const records = await app.recorded();
    const dispensed = { action: 'UPDATE', event: 'medicine.dispensed', outcome: 'SUCCESS', details: { quantity: 8 } };
    expect(records).toMatchObject([
      {
        ...dispensed,
        entityType: 'Prescription',
        entityId: id,
        patientIds: [patientId],
        changedFields: ['dispensed'],
        before: { dispensed: 0 },
        after: { dispensed: 8 },
      },
      {
        ...dispensed,
        entityType: 'Medicine',
        entityId: medicine.id,
        entityLabel: `${medicine.name} ${medicine.strength}`,
        changedFields: ['stock'],
        before: { stock: 100 },
        after: { stock: 92 },
      },
    ]);
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('of the rest makes it DISPENSED, and that is final', async () => {
    const { id, medicine } = await aPrescription();
    await given(pharmacist(), at(id, '/dispense'), { quantity: 8 }, 200);
    const { body } = await pharmacist().post(at(id, '/dispense'), {}).expect(200);
    expect(body).toMatchObject({ status: 'DISPENSED', dispensed: 20 });
    expect(await stockOf(medicine.id)).toBe(80);
    const again = await pharmacist().post(at(id, '/dispense'), {}).expect(409);
    expect(again.body).toMatchObject({ code: 'illegal-step', detail: expect.stringContaining('final') });
  });

  it('is refused as a whole when the stock is too low or more is wanted than prescribed', async () => {
    const { id, medicine, patientId } = await aPrescription({ stock: 5 });
    const low = await pharmacist().post(at(id, '/dispense'), {}).expect(409);
    expect(low.body).toMatchObject({ code: 'stock-too-low', detail: expect.stringContaining('Only 5') });
    const more = await pharmacist().post(at(id, '/dispense'), { quantity: 21 }).expect(409);
    expect(more.body).toMatchObject({ code: 'more-than-prescribed', detail: expect.stringContaining('20') });
    expect([await stockOf(medicine.id), (await doctor().get(at(id))).body.dispensed]).toEqual([5, 0]);
    expect(await app.recorded({ event: 'medicine.dispensed' })).toMatchObject([
      { ...noState, outcome: 'FAILURE', patientIds: [patientId], details: { reason: 'stock-too-low' } },
      { ...noState, outcome: 'FAILURE', patientIds: [patientId], details: { reason: 'more-than-prescribed' } },
    ]);
  });

  it('never takes the stock below zero when a hundred pick up at the same moment', async () => {
    const { id: medicineId } = await aMedicine(app, { stock: 30 });
    const { id: patientId } = await aPatient(app);
    const one = () => aPrescription({ patientId, medicineId, quantity: 1 });
    const prescriptions = await Promise.all(Array.from({ length: 100 }, one));
    const replies = await Promise.all(prescriptions.map(({ id }) => pharmacist().post(at(id, '/dispense'), {})));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(30);
    expect(replies.filter(({ body }) => body.code === 'stock-too-low')).toHaveLength(70);
    expect(await stockOf(medicineId)).toBe(0);
    const units = 'SELECT sum(dispensed)::int AS sum FROM "Prescription" WHERE "medicineId" = $1';
    expect(await app.db.query(units, [medicineId])).toEqual([{ sum: 30 }]);
    expect(await app.recorded({ outcome: 'SUCCESS' })).toHaveLength(60);
  });

  it('never hands out more than was prescribed when a hundred ask for the same', async () => {
    const { id, medicine } = await aPrescription({ quantity: 10 });
    const ask = () => pharmacist().post(at(id, '/dispense'), { quantity: 1 });
    const replies = await Promise.all(Array.from({ length: 100 }, ask));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(90);
    expect(await stockOf(medicine.id)).toBe(90);
  });
});

it('opens to those who treat and dispense; only doctors prescribe, only pharmacists dispense', async () => {
  const { id, patientId, medicine } = await aPrescription();
  for (const role of ['RECEPTIONIST', 'BILLING', 'ADMIN', 'AUDITOR'] as const) {
    await app.as(role).get(at(id)).expect(403);
    await app.as(role).get(of(patientId)).expect(403);
  }
  for (const role of ['NURSE', 'PHARMACIST'] as const) {
    await app
      .as(role)
      .post(of(patientId), { ...content, medicineId: medicine.id })
      .expect(403);
    await app.as(role).delete(at(id)).expect(403);
  }
  await doctor().post(at(id, '/dispense'), {}).expect(403);
  await doctor().get(at(randomUUID())).expect(404);
  expect(await app.recorded({ outcome: 'DENIED' })).toHaveLength(13);
});

it('of a restricted patient opens for a reason only, at the pharmacy too', async () => {
  const { id: patientId } = await aPatient(app, { restricted: true });
  const { id } = await aPrescription({ patientId });
  expect((await pharmacist().get(at(id)).expect(403)).body.code).toBe('reason-required');
  await pharmacist().post(at(id, '/dispense'), {}).expect(403);
  await pharmacist().post(at(id, '/dispense'), {}).set('x-audit-reason', 'Pickup today').expect(200);
  expect(await app.recorded()).toMatchObject([
    { event: 'prescription.viewed', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'medicine.dispensed', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'medicine.dispensed', entityType: 'Prescription', reason: 'Pickup today' },
    { event: 'medicine.dispensed', entityType: 'Medicine', reason: 'Pickup today' },
  ]);
});

describe('the database', () => {
  const set = (id: string, change: string) => app.db.query(`UPDATE "Prescription" SET ${change} WHERE id = $1`, [id]);

  it.each([
    ['quantity = 0', 'Prescription_quantity_is_possible'],
    ['dispensed = 21', 'Prescription_dispensed_is_prescribed'],
    ['dispensed = -1', 'takes nothing back'],
    ['days = 0', 'Prescription_days_are_possible'],
    [`"timeSlots" = '{}'`, 'Prescription_has_a_time'],
    [`status = 'DISPENSED'`, 'Prescription_status_follows_pickup'],
    [`formulation = 'SYRUP'`, 'formulation of its medicine'],
    [`dispensed = 1, "deletedAt" = now()`, 'Prescription_is_deleted_untouched'],
    [`"prescriberId" = (SELECT id FROM "User" WHERE email = 'nurse@clinic.example')`, 'keeps its patient'],
  ])('refuses %s itself', async (change, words) => {
    const { id } = await aPrescription();
    await expect(set(id, change)).rejects.toThrow(words);
  });

  it('keeps what was dispensed, and what is final', async () => {
    const { id } = await aPrescription();
    await set(id, 'dispensed = 5');
    await expect(set(id, 'dispensed = 4')).rejects.toThrow('takes nothing back');
    await expect(set(id, 'days = 3')).rejects.toThrow('says the same');
    await set(id, 'dispensed = 20');
    await expect(set(id, `status = 'ACTIVE', dispensed = 5`)).rejects.toThrow('final');
  });

  it('lets nobody replace another patient’s, or the same one twice', async () => {
    const old = await aPrescription();
    const other = await aPatient(app);
    const copy = (patientId: string) =>
      app.db.query(
        `INSERT INTO "Prescription" ("patientId", "prescriberId", "medicineId", quantity, type, formulation, days, "timeSlots", "replacesId", "updatedAt")
         SELECT $2, "prescriberId", "medicineId", quantity, type, formulation, days, "timeSlots", id, now() FROM "Prescription" WHERE id = $1`,
        [old.id, patientId],
      );
    await expect(copy(old.patientId)).rejects.toThrow('REPLACED');
    await set(old.id, `status = 'REPLACED'`);
    await expect(copy(other.id)).rejects.toThrow('same patient');
    await copy(old.patientId);
    await expect(copy(old.patientId)).rejects.toThrow('Prescription_one_replacement');
  });
});
