import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aDraft, anAppointment, anInvoice, aPatient, given } from '../support/factories.js';
import { recordedSingly } from '../support/recorded-singly.js';

const app = useApp();
const billing = () => app.as('BILLING');
const of = (patientId: string) => `/api/patients/${patientId}/invoices`;
const at = (id: string, step = '') => `/api/invoices/${id}${step}`;
const noState = { before: null, after: null, changedFields: [] };
const line = { description: 'Consultation', quantity: 1, unitPrice: '120.50' };

describe('writing an invoice', () => {
  it('answers with exact sums as texts, and leaves one record for it and one for each line', async () => {
    const { id: patientId } = await aPatient(app);
    const { id: appointmentId } = await anAppointment(app, { patientId });
    const lines = [line, { description: 'Report', quantity: 3, unitPrice: '0.1' }];
    const body = { lines, appointmentId, dueOn: '2031-06-01' };
    const { body: invoice } = await billing().post(of(patientId), body).expect(201);
    expect(invoice).toEqual({
      id: expect.any(String),
      number: expect.stringMatching(/^INV-\d{9}$/),
      patientId,
      patientName: 'Ana Souza',
      appointmentId,
      status: 'DRAFT',
      total: '120.80',
      paid: '0.00',
      refunded: '0.00',
      claimed: '0.00',
      dueOn: '2031-06-01',
      issuedAt: null,
      voidReason: null,
      createdBy: { id: expect.any(String), name: 'Billing Example' },
      lines: [
        { description: 'Consultation', quantity: 1, unitPrice: '120.50', amount: '120.50' },
        { description: 'Report', quantity: 3, unitPrice: '0.10', amount: '0.30' },
      ],
      payments: [],
      refunds: [],
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    // Not the user that the appointment's practitioner was given behind the application's back.
    const records = await recordedSingly(app, { source: 'HTTP' });
    const created = { action: 'CREATION', event: 'invoice.created', outcome: 'SUCCESS', patientIds: [patientId] };
    const names = { [patientId]: 'Ana Souza' };
    expect(records).toMatchObject([
      {
        ...created,
        entityType: 'Invoice',
        entityId: invoice.id,
        entityLabel: invoice.number,
        before: null,
        after: { patientId, appointmentId, status: 'DRAFT', total: 120.8, paid: 0, dueOn: '2031-06-01' },
        details: { names: { ...names, [invoice.createdBy.id]: 'Billing Example' } },
      },
      {
        ...created,
        entityType: 'InvoiceLine',
        entityLabel: 'Consultation',
        after: { invoiceId: invoice.id, position: 1, ...line, unitPrice: 120.5 },
        details: { names: { ...names, [invoice.id]: invoice.number } },
      },
      { ...created, entityType: 'InvoiceLine', entityLabel: 'Report', after: { position: 2, quantity: 3 } },
    ]);
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it.each([
    [{ lines: [] }, 400, 'validation-failed'],
    [{ lines: [[]] }, 400, 'validation-failed'],
    [{ lines: [[[]]] }, 400, 'validation-failed'],
    [{ lines: [[line]] }, 400, 'validation-failed'],
    [{ lines: [null] }, 400, 'validation-failed'],
    [{ lines: { 0: line } }, 400, 'validation-failed'],
    [{ lines: Array.from({ length: 51 }, () => line) }, 400, 'validation-failed'],
    [{ lines: [{ ...line, unitPrice: '1.005' }] }, 400, 'validation-failed'],
    [{ lines: [{ ...line, unitPrice: '-1.00' }] }, 400, 'validation-failed'],
    [{ lines: [{ ...line, unitPrice: '0.00' }] }, 400, 'validation-failed'],
    [{ lines: [{ ...line, unitPrice: 120.5 }] }, 400, 'validation-failed'],
    [{ lines: [{ ...line, unitPrice: '10000000.00' }] }, 400, 'validation-failed'],
    [{ lines: [{ ...line, unitPrice: '1e3' }] }, 400, 'validation-failed'],
    [{ lines: [{ ...line, quantity: 0 }] }, 400, 'validation-failed'],
    [{ lines: [{ ...line, quantity: 1.5 }] }, 400, 'validation-failed'],
    [{ lines: [{ ...line, discount: '1.00' }] }, 400, 'validation-failed'],
    [{ lines: [line], total: '1.00' }, 400, 'validation-failed'],
    [{ lines: [line], dueOn: '2031-02-30' }, 400, 'validation-failed'],
    [{ lines: [{ ...line, unitPrice: '9999999.99', quantity: 2 }] }, 400, 'total-too-high'],
    [{ lines: [line], appointmentId: randomUUID() }, 409, 'appointment-not-found'],
  ])('refuses %j', async (body, status, code) => {
    const { id } = await aPatient(app);
    const reply = await billing().post(of(id), body).expect(status);
    expect(reply.body.code).toBe(code);
    expect(await app.db.query('SELECT FROM "Invoice" WHERE "patientId" = $1', [id])).toEqual([]);
  });

  it('refuses the appointment of another patient, and a patient who does not exist', async () => {
    const { id } = await aPatient(app);
    const { id: appointmentId } = await anAppointment(app);
    const other = await billing()
      .post(of(id), { lines: [line], appointmentId })
      .expect(409);
    expect(other.body.errors).toEqual([{ field: 'appointmentId', message: expect.any(String) }]);
    await billing()
      .post(of(randomUUID()), { lines: [line] })
      .expect(404);
    expect(await recordedSingly(app, { event: 'invoice.created' })).toMatchObject([
      { ...noState, outcome: 'FAILURE', patientIds: [id], details: { reason: 'appointment-not-found' } },
      { ...noState, outcome: 'FAILURE', patientIds: [expect.any(String)], details: { reason: 'not-found' } },
    ]);
  });
});

describe('reading', () => {
  it('one leaves a record that names the patient', async () => {
    const invoice = await aDraft(app);
    expect((await app.as('ADMIN').get(at(invoice.id)).expect(200)).body).toEqual(invoice);
    await billing().get(at(randomUUID())).expect(404);
    expect(await recordedSingly(app)).toMatchObject([
      {
        ...noState,
        action: 'VIEW',
        event: 'invoice.viewed',
        entityId: invoice.id,
        entityLabel: invoice.number,
        patientIds: [invoice.patientId],
      },
      { ...noState, action: 'VIEW', event: 'invoice.viewed', outcome: 'FAILURE', patientIds: [] },
    ]);
  });

  it('a patient’s list shows his, without lines, by status', async () => {
    const { id: patientId } = await aPatient(app);
    const { lines: _, payments: _p, refunds: _r, ...draft } = await aDraft(app, { patientId });
    const issued = await anInvoice(app, { patientId });
    const { body } = await billing().get(`/api/invoices?patientId=${patientId}&sort=createdAt`).expect(200);
    expect(body).toMatchObject({ items: [draft, { id: issued.id }], page: 1, limit: 50, total: 2 });
    expect(body.items[0]).toEqual(draft);
    const some = await billing().get(`/api/invoices?patientId=${patientId}&status=ISSUED`).expect(200);
    expect(some.body).toMatchObject({ items: [{ id: issued.id }], total: 1 });
    await billing().get('/api/invoices?status=LATE').expect(400);
    expect((await recordedSingly(app))[0]).toMatchObject({
      ...noState,
      action: 'VIEW',
      event: 'invoice.listed',
      entityId: null,
      patientIds: [patientId],
      details: { query: { patientId, sort: 'createdAt' } },
    });
  });

  it('the list of all names every patient that it shows', async () => {
    const invoices = [await aDraft(app), await aDraft(app)];
    const { body } = await billing().get('/api/invoices?limit=2').expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([invoices[1]!.id, invoices[0]!.id]);
    const shown = invoices.map(({ patientId }) => patientId).sort();
    expect(await recordedSingly(app)).toMatchObject([{ event: 'invoice.listed', patientIds: shown }]);
  });
});

describe('a draft', () => {
  it('is changed by one record for itself and one for each line that changed', async () => {
    const lines = [line, { ...line, description: 'Report' }, { ...line, description: 'Letter' }];
    const { id, patientId } = await aDraft(app, { lines });
    const changed = [line, { ...line, description: 'Report', quantity: 2 }];
    const { body } = await billing().patch(at(id), { lines: changed, dueOn: '2031-07-01' }).expect(200);
    expect(body).toMatchObject({ total: '361.50', dueOn: '2031-07-01', lines: changed });
    expect(body.lines).toHaveLength(2);
    const update = { event: 'invoice.updated', outcome: 'SUCCESS', patientIds: [patientId] };
    // The sum of three lines is that of two of which one is taken twice.
    expect(await recordedSingly(app)).toMatchObject([
      { ...update, action: 'UPDATE', entityType: 'Invoice', entityId: id, changedFields: ['dueOn'] },
      {
        ...update,
        action: 'UPDATE',
        entityType: 'InvoiceLine',
        changedFields: ['quantity'],
        before: { quantity: 1 },
        after: { quantity: 2 },
      },
      { ...update, action: 'DELETION', entityType: 'InvoiceLine', before: { description: 'Letter' }, after: null },
    ]);
  });

  it('follows its lines with its total, and forgets what is cleared', async () => {
    const { id } = await aDraft(app, { dueOn: '2031-07-01' });
    const { body } = await billing()
      .patch(at(id), { lines: [line], dueOn: null })
      .expect(200);
    expect(body).toMatchObject({ total: '120.50', dueOn: null });
    expect((await recordedSingly(app, { entityType: 'Invoice' }))[0]).toMatchObject({
      changedFields: ['dueOn', 'total'],
      before: { total: 300 },
      after: { total: 120.5, dueOn: null },
    });
    await billing().patch(at(id), {}).expect(400);
    await billing().patch(at(id), { lines: null }).expect(400);
  });

  it('changes no more once it is issued', async () => {
    const { id, patientId } = await anInvoice(app);
    const { body } = await billing()
      .patch(at(id), { lines: [line] })
      .expect(409);
    expect(body.code).toBe('illegal-step');
    expect(await recordedSingly(app)).toMatchObject([
      { ...noState, event: 'invoice.updated', outcome: 'FAILURE', entityId: id, patientIds: [patientId] },
    ]);
  });

  it('keeps total and lines together when ten rewrite it and one issues it at the same moment', async () => {
    const { id } = await aDraft(app);
    const rewrite = (count: number) =>
      billing().patch(at(id), { lines: Array.from({ length: count }, () => ({ ...line, quantity: count })) });
    const issue = () => billing().post(at(id, '/status'), { status: 'ISSUED' });
    const works = Array.from({ length: 11 }, (_, place) => (place === 5 ? issue() : rewrite(place + 1)));
    const replies = await Promise.all(works);
    expect(replies[5]!.status).toBe(200);
    expect(replies.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    const { lines, total } = (await billing().get(at(id))).body;
    const amounts = lines.map(({ amount }: { amount: string }) => Number(amount));
    expect(amounts.reduce((sum: number, amount: number) => sum + amount, 0).toFixed(2)).toBe(total);
  });
});

describe('the status', () => {
  const set = (id: string, body: object) => billing().post(at(id, '/status'), body);

  it('becomes ISSUED by one record', async () => {
    const { id, patientId, number } = await aDraft(app);
    const { body } = await set(id, { status: 'ISSUED' }).expect(200);
    expect(body).toMatchObject({ status: 'ISSUED', issuedAt: expect.any(String) });
    expect(await recordedSingly(app)).toMatchObject([
      {
        action: 'UPDATE',
        event: 'invoice.status-changed',
        outcome: 'SUCCESS',
        entityId: id,
        entityLabel: number,
        patientIds: [patientId],
        changedFields: ['issuedAt', 'status'],
        before: { status: 'DRAFT', issuedAt: null },
        after: { status: 'ISSUED' },
      },
    ]);
  });

  it('becomes VOID with a reason, which is final', async () => {
    const { id } = await anInvoice(app);
    await set(id, { status: 'VOID' }).expect(400);
    await set((await aDraft(app)).id, { status: 'ISSUED', reason: 'For no reason' }).expect(400);
    await set(id, { status: 'VOID', reason: ' ' }).expect(400);
    const { body } = await set(id, { status: 'VOID', reason: 'Charged twice' }).expect(200);
    expect(body).toMatchObject({ status: 'VOID', voidReason: 'Charged twice' });
    expect(await recordedSingly(app, { outcome: 'SUCCESS' })).toMatchObject([
      { event: 'invoice.status-changed', reason: 'Charged twice', changedFields: ['status', 'voidReason'] },
    ]);
    const again = await set(id, { status: 'ISSUED' }).expect(409);
    expect(again.body).toMatchObject({ code: 'illegal-step', detail: expect.stringContaining('final') });
  });

  it.each(['PAID', 'PARTLY_PAID', 'REFUNDED', 'DRAFT'])('is not set to %s by hand', async (status) => {
    const { id } = await anInvoice(app);
    await set(id, { status }).expect(400);
  });

  it('is not VOID while money is kept', async () => {
    const { id } = await anInvoice(app);
    await given(billing(), at(id, '/payments'), { amount: '1.00', method: 'CASH' });
    const { body } = await set(id, { status: 'VOID', reason: 'Charged twice' }).expect(409);
    expect(body).toMatchObject({ code: 'illegal-step', detail: expect.stringContaining('REFUNDED') });
    await given(billing(), at(id, '/refunds'), { amount: '1.00', reason: 'Wrong patient' });
    await set(id, { status: 'VOID', reason: 'Charged twice' }).expect(200);
  });

  it('is changed once when five issue it at the same moment', async () => {
    const { id } = await aDraft(app);
    const replies = await Promise.all(Array.from({ length: 5 }, () => set(id, { status: 'ISSUED' })));
    expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409, 409]);
    expect(await recordedSingly(app, { outcome: 'SUCCESS' })).toHaveLength(1);
  });
});

it('is for those who handle money, and nobody else', async () => {
  const { id, patientId } = await aDraft(app);
  for (const role of ['RECEPTIONIST', 'DOCTOR', 'NURSE', 'PHARMACIST', 'AUDITOR'] as const) {
    expect((await app.as(role).get(at(id)).expect(403)).text).not.toContain('300.00');
    await app
      .as(role)
      .post(of(patientId), { lines: [line] })
      .expect(403);
  }
  expect(await recordedSingly(app, { outcome: 'DENIED' })).toHaveLength(10);
  expect(await recordedSingly(app, { event: 'invoice.created', outcome: 'DENIED' })).toMatchObject(
    Array.from({ length: 5 }, () => ({ patientIds: [patientId], details: { reason: 'role-required' } })),
  );
});

it('of a restricted patient opens for a reason only; lists of all show his initials', async () => {
  const { id: patientId } = await aPatient(app, { restricted: true, fullName: 'Íris Nóbrega' });
  const { id } = await aDraft(app, { patientId });
  await given(billing(), at(id, '/status'), { status: 'VOID', reason: 'Secret' }, 200);
  const refused = [
    billing().get(at(id)),
    billing().patch(at(id), { dueOn: null }),
    billing().post(at(id, '/status'), { status: 'VOID', reason: 'This is no reason to open it' }),
    billing().post(at(id, '/refunds'), { amount: '1.00', reason: 'This is no reason to open it' }),
    billing().get(`/api/invoices?patientId=${patientId}`),
  ];
  for (const one of refused) expect((await one.expect(403)).body.code).toBe('reason-required');
  expect((await recordedSingly(app)).every((row) => row.outcome === 'DENIED' && row.patientIds[0] === patientId)).toBe(
    true,
  );
  await billing().get(at(id)).set('x-audit-reason', 'Insurance asks').expect(200);
  expect((await recordedSingly(app, { outcome: 'SUCCESS' }))[0]).toMatchObject({ reason: 'Insurance asks' });
  const { body, text } = await billing().get('/api/invoices?limit=1').expect(200);
  expect(body.items[0]).toMatchObject({ id, patientName: 'Í. N.', voidReason: null });
  expect(text).not.toMatch(/Nóbrega|Secret/);
});
