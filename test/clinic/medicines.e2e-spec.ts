import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aMedicine } from '../support/factories.js';

const app = useApp();
const pharmacist = () => app.as('PHARMACIST');
const at = (id: string, step = '') => `/api/medicines/${id}${step}`;
const noState = { before: null, after: null, changedFields: [] };
const paracetamol = {
  name: 'Paracetamol',
  strength: '500 mg',
  formulation: 'TABLET',
  activeIngredient: 'Paracetamol',
  manufacturer: 'Southern Cross Pharma',
  description: 'Box of 20',
  stock: 200,
};

describe('adding a medicine', () => {
  it('answers with it and leaves one record that bears its name', async () => {
    const { body } = await pharmacist().post('/api/medicines', paracetamol).expect(201);
    expect(body).toMatchObject(paracetamol);
    expect(await app.recorded()).toMatchObject([
      {
        action: 'CREATION',
        event: 'medicine.created',
        outcome: 'SUCCESS',
        actorRoles: ['PHARMACIST'],
        entityType: 'Medicine',
        entityId: body.id,
        entityLabel: 'Paracetamol 500 mg',
        patientIds: [],
        before: null,
        after: paracetamol,
      },
    ]);
  });

  it('says of a duplicate which one exists, however it is written', async () => {
    const { id } = await aMedicine(app, { name: 'Dipirona Sódica', strength: '1 g' });
    const again = { name: 'dipirona  sodica', strength: '1G', formulation: 'TABLET' };
    const { body, text } = await pharmacist().post('/api/medicines', again).expect(409);
    expect(body).toMatchObject({ code: 'medicine-exists', errors: [{ field: 'name' }] });
    expect(body.detail).toBe(`Dipirona Sódica 1 g (TABLET) exists already: GET /api/medicines/${id}`);
    expect(text).not.toMatch(/Medicine_|clinic_|P2002/);
    expect(await app.recorded()).toMatchObject([
      { ...noState, event: 'medicine.created', outcome: 'FAILURE', details: { reason: 'medicine-exists' } },
    ]);
    await pharmacist()
      .post('/api/medicines', { ...again, formulation: 'DROPS' })
      .expect(201);
  });

  it('lets one of ten win who add the same at the same moment', async () => {
    const body = { name: 'Raced', strength: '5 mg', formulation: 'TABLET' };
    const replies = await Promise.all(Array.from({ length: 10 }, () => pharmacist().post('/api/medicines', body)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter((reply) => reply.body.code === 'medicine-exists')).toHaveLength(9);
  });

  it.each([
    [{ name: '' }],
    [{ strength: undefined }],
    [{ formulation: 'PILL' }],
    [{ stock: -1 }],
    [{ stock: 1.5 }],
    [{ stock: 10_000_001 }],
    [{ price: 3 }],
  ])('refuses %j', async (fault) => {
    await pharmacist()
      .post('/api/medicines', { ...paracetamol, ...fault })
      .expect(400);
  });
});

it('is viewed and listed by records of their own', async () => {
  const medicine = await aMedicine(app, { name: 'Zolpidem Listed', formulation: 'CAPSULE' });
  expect((await app.as('NURSE').get(at(medicine.id)).expect(200)).body).toEqual(medicine);
  const { body } = await app.as('DOCTOR').get('/api/medicines?search=zolpidem&formulation=CAPSULE').expect(200);
  expect(body).toEqual({ items: [medicine], page: 1, limit: 50, total: 1 });
  expect((await pharmacist().get('/api/medicines?search=%25').expect(200)).body.total).toBe(0);
  await pharmacist().get(at(randomUUID())).expect(404);
  expect((await app.recorded()).slice(0, 2)).toMatchObject([
    { ...noState, action: 'VIEW', event: 'medicine.viewed', entityId: medicine.id, patientIds: [] },
    { ...noState, action: 'VIEW', event: 'medicine.listed', entityId: null, patientIds: [] },
  ]);
});

describe('changing a medicine', () => {
  it('leaves one record with the fields that changed and no others', async () => {
    const { id } = await aMedicine(app, { manufacturer: 'Old' });
    await pharmacist().patch(at(id), { manufacturer: 'New', strength: '500 mg' }).expect(200);
    expect(await app.recorded()).toMatchObject([
      { action: 'UPDATE', event: 'medicine.updated', entityId: id, changedFields: ['manufacturer'] },
    ]);
  });

  it('says which one stands in the way of a new name', async () => {
    const first = await aMedicine(app);
    const { id } = await aMedicine(app);
    const { body } = await pharmacist().patch(at(id), { name: first.name.toUpperCase() }).expect(409);
    expect([body.code, body.detail]).toEqual(['medicine-exists', expect.stringContaining(first.id)]);
  });

  it.each([[{}], [{ stock: 5 }], [{ formulation: 'SYRUP' }], [{ name: null }]])('refuses %j', async (change) => {
    const { id } = await aMedicine(app);
    await pharmacist().patch(at(id), change).expect(400);
  });
});

describe('adjusting the stock', () => {
  it('leaves one record with the reason, before and after', async () => {
    const { id } = await aMedicine(app, { stock: 10 });
    const { body } = await pharmacist().post(at(id, '/adjust'), { change: -4, reason: 'Broken' }).expect(200);
    expect(body.stock).toBe(6);
    expect(await app.recorded()).toMatchObject([
      {
        action: 'UPDATE',
        event: 'medicine.adjusted',
        entityId: id,
        changedFields: ['stock'],
        before: { stock: 10 },
        after: { stock: 6 },
        reason: 'Broken',
      },
    ]);
  });

  it('never goes below zero, also when a hundred take at the same moment', async () => {
    const { id } = await aMedicine(app, { stock: 30 });
    const take = { change: -1, reason: 'Counted' };
    const replies = await Promise.all(Array.from({ length: 100 }, () => pharmacist().post(at(id, '/adjust'), take)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(30);
    expect(replies.filter(({ body }) => body.code === 'stock-too-low')).toHaveLength(70);
    expect(await app.db.query('SELECT stock FROM "Medicine" WHERE id = $1', [id])).toEqual([{ stock: 0 }]);
    expect(await app.recorded({ outcome: 'SUCCESS' })).toHaveLength(30);
  });

  it('names what is there when more is wanted, and what is the most', async () => {
    const { id } = await aMedicine(app, { stock: 3 });
    const { body } = await pharmacist().post(at(id, '/adjust'), { change: -4, reason: 'A' }).expect(409);
    expect(body).toMatchObject({ code: 'stock-too-low', detail: expect.stringContaining('Only 3 in stock') });
    const most = { change: 10_000_000, reason: 'A' };
    expect((await pharmacist().post(at(id, '/adjust'), most).expect(409)).body.code).toBe('stock-too-high');
    await pharmacist().post(at(randomUUID(), '/adjust'), { change: 1, reason: 'A' }).expect(404);
  });

  it.each([
    [{ change: 0, reason: 'A' }],
    [{ change: 1 }],
    [{ change: 1.5, reason: 'A' }],
    [{ change: 1, reason: ' ' }],
  ])('refuses %j', async (body) => {
    const { id } = await aMedicine(app);
    await pharmacist().post(at(id, '/adjust'), body).expect(400);
  });
});

it('is kept by the pharmacist alone, and is none of the desk’s business', async () => {
  const { id } = await aMedicine(app);
  for (const role of ['DOCTOR', 'NURSE', 'RECEPTIONIST', 'BILLING', 'ADMIN', 'AUDITOR'] as const) {
    await app.as(role).post('/api/medicines', paracetamol).expect(403);
    await app.as(role).patch(at(id), { name: 'A' }).expect(403);
    await app.as(role).post(at(id, '/adjust'), { change: 1, reason: 'A' }).expect(403);
  }
  for (const role of ['RECEPTIONIST', 'BILLING', 'ADMIN', 'AUDITOR'] as const)
    await app.as(role).get(at(id)).expect(403);
  expect(await app.recorded({ outcome: 'DENIED' })).toHaveLength(22);
});

it.each([
  ['stock = -1', 'Medicine_stock_is_possible'],
  ['stock = 10000001', 'Medicine_stock_is_possible'],
  [`name = ' '`, 'Medicine_name_is_given'],
  [`strength = ''`, 'Medicine_strength_is_given'],
])('refuses %s in the database itself', async (change, constraint) => {
  const { id } = await aMedicine(app);
  await expect(app.db.query(`UPDATE "Medicine" SET ${change} WHERE id = $1`, [id])).rejects.toThrow(constraint);
});
