import { randomUUID } from 'node:crypto';
import type { LabOrderDto } from '../../src/clinic/lab-orders/lab-order.dto.js';
import { useApp } from '../support/app.js';
import { aPatient, given } from '../support/factories.js';

const app = useApp();
const doctor = () => app.as('DOCTOR');
const nurse = () => app.as('NURSE');
const of = (patientId: string) => `/api/patients/${patientId}/lab-orders`;
const at = (id: string, step = '') => `/api/lab-orders/${id}${step}`;
const anOrder = async (patientId?: string) =>
  given<LabOrderDto>(doctor(), of(patientId ?? (await aPatient(app)).id), { test: 'Full blood count' });
const result = { result: 'Hb 13.9 g/dL', finding: 'NORMAL' };
const noState = { before: null, after: null, changedFields: [] };

it('is ordered by a doctor and leaves one record of the patient, names resolved', async () => {
  const { id: patientId } = await aPatient(app);
  const order = { test: 'Full blood count', urgency: 'URGENT', question: 'Anaemia?' };
  const { body } = await doctor().post(of(patientId), order).expect(201);
  expect(body).toMatchObject({ ...order, patientId, status: 'ORDERED', result: null, resultedBy: null });
  expect(await app.recorded()).toMatchObject([
    {
      action: 'CREATION',
      event: 'lab-order.created',
      outcome: 'SUCCESS',
      entityType: 'LabOrder',
      entityId: body.id,
      entityLabel: order.test,
      patientIds: [patientId],
      before: null,
      after: { ...order, patientId, status: 'ORDERED', orderedById: body.orderedBy.id },
      details: { names: { [patientId]: 'Ana Souza', [body.orderedBy.id]: 'Doctor Example' } },
    },
  ]);
});

it('is collected and gets its result, each step one record with what changed', async () => {
  const { id, patientId } = await anOrder();
  const collected = await nurse().post(at(id, '/collect')).expect(200);
  expect(collected.body).toMatchObject({ status: 'COLLECTED', collectedAt: expect.any(String) });
  const { body } = await nurse().post(at(id, '/result'), result).expect(200);
  expect(body).toMatchObject({ ...result, status: 'RESULTED', resultedBy: { name: 'Nurse Example' } });
  const step = { action: 'UPDATE', outcome: 'SUCCESS', entityId: id, patientIds: [patientId] };
  expect(await app.recorded()).toMatchObject([
    {
      ...step,
      event: 'lab-order.collected',
      changedFields: ['collectedAt', 'status'],
      before: { status: 'ORDERED' },
      after: { status: 'COLLECTED' },
    },
    {
      ...step,
      event: 'lab-order.resulted',
      changedFields: ['finding', 'result', 'resultedAt', 'resultedById', 'status'],
      before: { status: 'COLLECTED', result: null },
      after: { ...result, status: 'RESULTED', resultedById: body.resultedBy.id },
      details: { names: { [body.resultedBy.id]: 'Nurse Example' } },
    },
  ]);
});

it('is cancelled for a reason', async () => {
  const { id } = await anOrder();
  await doctor().post(at(id, '/cancel'), {}).expect(400);
  const { body } = await doctor().post(at(id, '/cancel'), { reason: 'Ordered twice' }).expect(200);
  expect(body).toMatchObject({ status: 'CANCELLED', cancelReason: 'Ordered twice' });
  expect(await app.recorded({ outcome: 'SUCCESS' })).toMatchObject([
    { event: 'lab-order.cancelled', reason: 'Ordered twice', changedFields: ['cancelReason', 'status'] },
  ]);
});

describe('a step that is not legal', () => {
  const bodies = { collect: undefined, result, cancel: { reason: 'Why not' } };
  it.each([
    [['collect'], 'collect', 'RESULTED or CANCELLED'],
    [['result'], 'collect', 'final'],
    [['result'], 'result', 'final'],
    [['result'], 'cancel', 'final'],
    [['cancel'], 'collect', 'final'],
    [['cancel'], 'result', 'final'],
    [['collect', 'cancel'], 'cancel', 'final'],
  ] as const)('after %j is refused: %s; what is legal is named', async (before, step, legal) => {
    const { id, patientId } = await anOrder();
    for (const done of before) await given(doctor(), at(id, `/${done}`), bodies[done], 200);
    const { body } = await doctor()
      .post(at(id, `/${step}`), bodies[step])
      .expect(409);
    expect(body).toMatchObject({ code: 'illegal-step', detail: expect.stringContaining(legal) });
    expect(await app.recorded()).toMatchObject([
      { ...noState, outcome: 'FAILURE', entityId: id, patientIds: [patientId], details: { reason: 'illegal-step' } },
    ]);
  });

  it('lets one of ten results win that arrive at the same moment', async () => {
    const { id } = await anOrder();
    const replies = await Promise.all(Array.from({ length: 10 }, () => nurse().post(at(id, '/result'), result)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'illegal-step')).toHaveLength(9);
    expect(await app.recorded({ outcome: 'SUCCESS' })).toHaveLength(1);
  });
});

it('is viewed and listed by records that name the patient and hold no result', async () => {
  const { id: patientId } = await aPatient(app);
  const first = await anOrder(patientId);
  const second = await anOrder(patientId);
  await given(nurse(), at(first.id, '/result'), result, 200);
  expect((await nurse().get(at(second.id)).expect(200)).body).toEqual(second);
  const { body } = await doctor().get(of(patientId)).expect(200);
  expect(body).toMatchObject({ items: [{ id: second.id }, { id: first.id, ...result }], total: 2 });
  expect(await app.recorded()).toMatchObject([
    { ...noState, action: 'VIEW', event: 'lab-order.viewed', entityId: second.id, patientIds: [patientId] },
    { ...noState, action: 'VIEW', event: 'lab-order.listed', entityId: null, patientIds: [patientId] },
  ]);
  const ids = async (query: string) =>
    (
      (
        await nurse()
          .get(`${of(patientId)}?${query}`)
          .expect(200)
      ).body.items as LabOrderDto[]
    ).map((item) => item.id);
  expect(await ids('status=RESULTED')).toEqual([first.id]);
  expect(await ids('sort=createdAt&limit=1')).toEqual([first.id]);
});

it.each([
  [{}],
  [{ test: ' ' }],
  [{ test: 'A', urgency: 'NOW' }],
  [{ test: 'A', status: 'RESULTED' }],
  [{ test: 'A', patientId: randomUUID() }],
])('is refused as %j', async (body) => {
  const { id } = await aPatient(app);
  await doctor().post(of(id), body).expect(400);
});

it('belongs to those who treat; only doctors order and cancel', async () => {
  const { id, patientId } = await anOrder();
  for (const role of ['RECEPTIONIST', 'PHARMACIST', 'BILLING', 'ADMIN', 'AUDITOR'] as const) {
    await app.as(role).get(at(id)).expect(403);
    await app.as(role).get(of(patientId)).expect(403);
    await app.as(role).post(at(id, '/result'), result).expect(403);
  }
  await nurse().post(of(patientId), { test: 'Glucose' }).expect(403);
  await nurse().post(at(id, '/cancel'), { reason: 'Mine' }).expect(403);
  expect(await app.recorded({ outcome: 'DENIED' })).toHaveLength(17);
  await doctor().get(at(randomUUID())).expect(404);
  await nurse().post(at(randomUUID(), '/collect')).expect(404);
});

it('of a restricted patient opens for a reason only', async () => {
  const { id: patientId } = await aPatient(app, { restricted: true });
  const { id } = await anOrder(patientId);
  for (const path of [at(id), of(patientId)]) {
    expect((await doctor().get(path).expect(403)).body.code).toBe('reason-required');
  }
  await nurse().post(at(id, '/collect')).expect(403);
  await nurse().post(at(id, '/collect')).set('x-audit-reason', 'Ward round').expect(200);
  expect(await app.recorded({ outcome: 'SUCCESS' })).toMatchObject([
    { event: 'lab-order.collected', reason: 'Ward round', patientIds: [patientId] },
  ]);
});

describe('the database', () => {
  const user = `(SELECT id FROM "User" WHERE email = 'nurse@clinic.example')`;
  const resulted = `status = 'RESULTED', result = 'A', finding = 'NORMAL', "resultedAt" = now(), "resultedById" = ${user}`;
  it.each([
    [`status = 'RESULTED'`, 'LabOrder_resulted_has_a_result'],
    [`result = 'Early'`, 'LabOrder_resulted_has_a_result'],
    [`status = 'COLLECTED'`, 'LabOrder_collected_has_a_time'],
    [`status = 'CANCELLED'`, 'LabOrder_cancelled_has_a_reason'],
    [`test = ' '`, 'LabOrder_test_is_given'],
  ])('refuses %s itself', async (change, constraint) => {
    const { id } = await anOrder();
    await expect(app.db.query(`UPDATE "LabOrder" SET ${change} WHERE id = $1`, [id])).rejects.toThrow(constraint);
  });

  it('refuses every way back', async () => {
    const { id } = await anOrder();
    const set = (change: string) => app.db.query(`UPDATE "LabOrder" SET ${change} WHERE id = $1`, [id]);
    await set(`status = 'COLLECTED', "collectedAt" = now()`);
    await expect(set(`status = 'ORDERED'`)).rejects.toThrow('cannot become ORDERED');
    await set(resulted);
    await expect(set(`result = 'Forged'`)).rejects.toThrow('final');
    await expect(set(`status = 'COLLECTED', result = NULL`)).rejects.toThrow('final');
  });

  it('begins every order as ORDERED', async () => {
    const { id } = await anOrder();
    const copy = `INSERT INTO "LabOrder" ("patientId", "orderedById", test, status, "cancelReason", "updatedAt")
      SELECT "patientId", "orderedById", test, 'CANCELLED', 'Born so', now() FROM "LabOrder" WHERE id = $1`;
    await expect(app.db.query(copy, [id])).rejects.toThrow('begins as ORDERED');
  });
});
