import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aDraft, anInvoice, given } from '../support/factories.js';
import { recordedSingly } from '../support/recorded-singly.js';
import { tally } from '../support/tally.js';
import { untilAnswered } from '../support/until-answered.js';

const app = useApp();
const billing = () => app.as('BILLING');
const at = (id: string, step = '') => `/api/invoices/${id}${step}`;
const noState = { before: null, after: null, changedFields: [] };
const pay = (id: string, amount: unknown) => billing().post(at(id, '/payments'), { amount, method: 'CARD' });
const refund = (id: string, amount: unknown) =>
  billing().post(at(id, '/refunds'), { amount, reason: 'Paid by mistake' });
async function aPaidInvoice(amount = '300.00') {
  const { id } = await anInvoice(app);
  return given<{ id: string; patientId: string; number: string }>(billing(), at(id, '/payments'), {
    amount,
    method: 'CASH',
  });
}
const sumsOf = async (id: string) =>
  (
    await app.db.query(
      `SELECT status, paid, refunded, (SELECT sum(amount) FROM "Payment" WHERE "invoiceId" = i.id) AS "payments",
         (SELECT sum(amount) FROM "Refund" WHERE "invoiceId" = i.id) AS "refunds" FROM "Invoice" i WHERE id = $1`,
      [id],
    )
  )[0];

describe('a payment', () => {
  it('of a part makes the invoice PARTLY_PAID: one record for each, with one request id', async () => {
    const { id, patientId, number } = await anInvoice(app);
    const body = { amount: '120.5', method: 'CARD', reference: 'Receipt 20931' };
    const { body: invoice } = await billing().post(at(id, '/payments'), body).expect(201);
    const receivedBy = { id: expect.any(String), name: 'Billing Example' };
    expect(invoice).toMatchObject({ status: 'PARTLY_PAID', total: '300.00', paid: '120.50', refunded: '0.00' });
    expect(invoice.payments).toEqual([
      { id: expect.any(String), ...body, amount: '120.50', receivedBy, createdAt: expect.any(String) },
    ]);
    const records = await recordedSingly(app);
    const paid = { event: 'invoice.paid', outcome: 'SUCCESS', patientIds: [patientId] };
    expect(records).toMatchObject([
      {
        ...paid,
        action: 'UPDATE',
        entityType: 'Invoice',
        entityId: id,
        entityLabel: number,
        changedFields: ['paid', 'status'],
        before: { paid: 0, status: 'ISSUED' },
        after: { paid: 120.5, status: 'PARTLY_PAID' },
      },
      {
        ...paid,
        action: 'CREATION',
        entityType: 'Payment',
        entityId: invoice.payments[0].id,
        entityLabel: 'CARD 120.50',
        before: null,
        after: { invoiceId: id, amount: 120.5, method: 'CARD', reference: 'Receipt 20931' },
        details: {
          names: {
            [patientId]: 'Ana Souza',
            [id]: number,
            [invoice.payments[0].receivedBy.id]: 'Billing Example',
          },
        },
      },
    ]);
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('of the rest makes it PAID, and nothing more is taken', async () => {
    const { id, patientId } = await aPaidInvoice('299.99');
    const more = await pay(id, '0.02').expect(409);
    expect(more.body).toMatchObject({ code: 'more-than-owed', detail: expect.stringContaining('0.01') });
    expect((await pay(id, '0.01').expect(201)).body).toMatchObject({ status: 'PAID', paid: '300.00' });
    expect((await pay(id, '0.01').expect(409)).body.code).toBe('illegal-step');
    expect(await recordedSingly(app, { outcome: 'FAILURE' })).toMatchObject([
      {
        ...noState,
        event: 'invoice.paid',
        entityId: id,
        patientIds: [patientId],
        details: { reason: 'more-than-owed', amount: '0.02' },
      },
      {
        ...noState,
        event: 'invoice.paid',
        entityId: id,
        patientIds: [patientId],
        details: { reason: 'illegal-step', amount: '0.01' },
      },
    ]);
  });

  it.each(['0', '0.00', '-5.00', '1.005', '10000000', '1e2', 'all', 12.5, null, undefined])(
    'of %j is refused',
    async (amount) => {
      const { id } = await anInvoice(app);
      const { body } = await pay(id, amount).expect(400);
      expect(body.errors).toMatchObject([{ field: 'amount' }]);
      expect(await sumsOf(id)).toMatchObject({ status: 'ISSUED', paid: '0.00', payments: null });
    },
  );

  it('that is sent twice under one key is booked once', async () => {
    const { id } = await anInvoice(app);
    const key = randomUUID();
    const [one, other] = [
      await pay(id, '50.00').set('idempotency-key', key),
      await pay(id, '50.00').set('idempotency-key', key),
    ];
    expect([one.status, other.status, other.body]).toEqual([201, 201, one.body]);
    expect(await sumsOf(id)).toMatchObject({ paid: '50.00', payments: '50.00' });
  });

  it('is refused for a draft, and for what is not there', async () => {
    const { id } = await aDraft(app);
    expect((await pay(id, '1.00').expect(409)).body.code).toBe('illegal-step');
    await pay(randomUUID(), '1.00').expect(404);
    const refused = { ...noState, event: 'invoice.paid', outcome: 'FAILURE' };
    expect(await recordedSingly(app)).toMatchObject([
      { ...refused, entityId: id, details: { reason: 'illegal-step', amount: '1.00' } },
      { ...refused, patientIds: [], details: { reason: 'not-found', amount: '1.00' } },
    ]);
  });

  it('never makes more than is owed when a hundred pay at the same moment', async () => {
    const { id } = await anInvoice(app);
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => untilAnswered((key) => pay(id, '70.00').set('idempotency-key', key))),
    );
    expect(tally(replies)).toEqual({ 201: 4, 'more-than-owed': 96 });
    expect(await sumsOf(id)).toMatchObject({ status: 'PARTLY_PAID', paid: '280.00', payments: '280.00' });
    const done = await recordedSingly(app, { outcome: 'SUCCESS' });
    expect(done.filter(({ action }) => action !== 'VIEW')).toHaveLength(8);
  });
});

describe('a refund', () => {
  it('of a part leaves one record for it and one for the invoice, which stays PAID', async () => {
    const { id, patientId } = await aPaidInvoice();
    const { body } = await refund(id, '20.50').expect(201);
    expect(body).toMatchObject({ status: 'PAID', paid: '300.00', refunded: '20.50' });
    expect(body.refunds).toMatchObject([{ amount: '20.50', reason: 'Paid by mistake' }]);
    const refunded = {
      event: 'invoice.refunded',
      outcome: 'SUCCESS',
      patientIds: [patientId],
      reason: 'Paid by mistake',
    };
    expect(await recordedSingly(app)).toMatchObject([
      {
        ...refunded,
        action: 'UPDATE',
        entityType: 'Invoice',
        entityId: id,
        changedFields: ['refunded'],
        before: { refunded: 0 },
        after: { refunded: 20.5 },
      },
      {
        ...refunded,
        action: 'CREATION',
        entityType: 'Refund',
        entityId: body.refunds[0].id,
        entityLabel: '20.50',
        after: { invoiceId: id, amount: 20.5, reason: 'Paid by mistake' },
      },
    ]);
  });

  it('of everything makes it REFUNDED, which takes no payment', async () => {
    const { id } = await aPaidInvoice('100.00');
    expect((await refund(id, '100.00').expect(201)).body.status).toBe('REFUNDED');
    expect((await pay(id, '1.00').expect(409)).body.code).toBe('illegal-step');
    expect((await refund(id, '1.00').expect(409)).body.code).toBe('illegal-step');
  });

  it('is never more than was paid', async () => {
    const { id, patientId } = await aPaidInvoice('100.00');
    const { body } = await refund(id, '100.01').expect(409);
    expect(body).toMatchObject({ code: 'more-than-paid', detail: expect.stringContaining('100.00') });
    expect(await recordedSingly(app)).toMatchObject([
      {
        ...noState,
        event: 'invoice.refunded',
        outcome: 'FAILURE',
        entityId: id,
        patientIds: [patientId],
        details: { reason: 'more-than-paid', amount: '100.01' },
      },
    ]);
    await refund((await anInvoice(app)).id, '1.00').expect(409);
  });

  it('needs a reason and an amount', async () => {
    const { id } = await aPaidInvoice();
    for (const amount of ['0.00', '-1.00', '1.001', 1]) await refund(id, amount).expect(400);
    await billing().post(at(id, '/refunds'), { amount: '1.00' }).expect(400);
  });

  it('is never more than was paid when a hundred ask for it at the same moment', async () => {
    const { id } = await aPaidInvoice();
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => untilAnswered((key) => refund(id, '70.00').set('idempotency-key', key))),
    );
    expect(tally(replies)).toEqual({ 201: 4, 'more-than-paid': 96 });
    expect(await sumsOf(id)).toMatchObject({ status: 'PAID', refunded: '280.00', refunds: '280.00' });
    const done = await recordedSingly(app, { outcome: 'SUCCESS' });
    expect(done.filter(({ action }) => action !== 'VIEW')).toHaveLength(8);
  });

  it('and payment at the same moment never lose a cent', async () => {
    const { id } = await aPaidInvoice('100.00');
    const both = (place: number) => (place % 2 === 0 ? pay(id, '10.00') : refund(id, '1.00'));
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, place) => untilAnswered((key) => both(place).set('idempotency-key', key))),
    );
    expect(tally(replies)).toEqual({ 201: 40 });
    expect(await sumsOf(id)).toEqual({
      status: 'PAID',
      paid: '300.00',
      payments: '300.00',
      refunded: '20.00',
      refunds: '20.00',
    });
  });
});
