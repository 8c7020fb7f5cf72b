import type { ClaimDto } from '../../src/clinic/billing/claim.dto.js';
import { useApp } from '../support/app.js';
import { anInvoice, given } from '../support/factories.js';
import { recordedSingly } from '../support/recorded-singly.js';
import { tally } from '../support/tally.js';
import { untilAnswered } from '../support/until-answered.js';

const app = useApp();
const billing = () => app.as('BILLING');
const noState = { before: null, after: null, changedFields: [] };
const claimed = (amount: string) => ({ medicareNumber: '2123 45670 1', itemNumber: '80110', amount });
const refund = (id: string, amount: string) =>
  billing().post(`/api/invoices/${id}/refunds`, { amount, reason: 'The session was cut short' });
const claim = (id: string, amount: string) => billing().post(`/api/invoices/${id}/claims`, claimed(amount));
const become = (id: string, status: string, reason?: string) =>
  given(billing(), `/api/claims/${id}/status`, { status, reason }, 200);

/** An invoice of 300.00, of which so much is paid and so much claimed. */
async function aClaimedInvoice({ paid = '300.00', amount = '80.00' } = {}) {
  const { id, patientId } = await anInvoice(app);
  await given(billing(), `/api/invoices/${id}/payments`, { amount: paid, method: 'CARD' });
  const { id: claimId } = await given<ClaimDto>(billing(), `/api/invoices/${id}/claims`, claimed(amount));
  return { id, patientId, claimId };
}
const sumsOf = async (id: string) => {
  const { status, paid, refunded, claimed: asked } = (await billing().get(`/api/invoices/${id}`).expect(200)).body;
  return { status, paid, refunded, claimed: asked };
};

describe('a refund of what is claimed', () => {
  it('is refused with the claim and the cure, and says in its record how much it was', async () => {
    const { id, patientId, claimId } = await aClaimedInvoice();
    const { body } = await refund(id, '220.01').expect(409);
    expect(body).toMatchObject({ code: 'still-claimed' });
    for (const words of ['80.00', `claim ${claimId} (80.00, PREPARED)`, 'POST /api/claims/:id/status', 'WITHDRAWN'])
      expect(body.detail).toContain(words);
    const [record, ...more] = await recordedSingly(app);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      ...noState,
      action: 'UPDATE',
      event: 'invoice.refunded',
      outcome: 'FAILURE',
      entityType: 'Invoice',
      entityId: id,
      patientIds: [patientId],
    });
    expect(record!.details).toEqual({ reason: 'still-claimed', amount: '220.01' });
    expect(await sumsOf(id)).toMatchObject({ refunded: '0.00', claimed: '80.00' });
  });

  it('goes as far as what is claimed, and then nothing more is claimed', async () => {
    const { id } = await aClaimedInvoice();
    expect((await refund(id, '220.00').expect(201)).body).toMatchObject({ refunded: '220.00', claimed: '80.00' });
    expect((await refund(id, '0.01').expect(409)).body.code).toBe('still-claimed');
    const { body } = await claim(id, '0.01').expect(409);
    expect(body).toMatchObject({ code: 'more-than-invoiced', detail: expect.stringContaining('0.00') });
  });

  it.each([
    ['withdrawn', [['WITHDRAWN', 'The patient paid himself']]],
    ['rejected', [['SUBMITTED'], ['REJECTED', 'Item not payable']]],
  ] as const)('is given once the claim is %s', async (_, steps) => {
    const { id, claimId } = await aClaimedInvoice();
    expect((await refund(id, '300.00').expect(409)).body.code).toBe('still-claimed');
    for (const [status, reason] of steps) await become(claimId, status, reason);
    expect((await refund(id, '300.00').expect(201)).body).toMatchObject({ status: 'REFUNDED', claimed: '0.00' });
  });

  it('is refused for all that was paid of a part, as then nothing is booked any more', async () => {
    const { id } = await aClaimedInvoice({ paid: '100.00' });
    expect((await refund(id, '100.00').expect(409)).body.code).toBe('still-claimed');
    expect((await refund(id, '99.99').expect(201)).body.status).toBe('PARTLY_PAID');
  });

  it('does not let a rejected claim be submitted again for more than what stays', async () => {
    const { id, claimId } = await aClaimedInvoice({ amount: '200.00' });
    await become(claimId, 'SUBMITTED');
    await become(claimId, 'REJECTED', 'Item not payable');
    await refund(id, '100.01').expect(201);
    const { body } = await billing().post(`/api/claims/${claimId}/status`, { status: 'SUBMITTED' }).expect(409);
    expect(body).toMatchObject({ code: 'more-than-invoiced', detail: expect.stringContaining('199.99') });
  });
});

it('never claims what is refunded when forty of both come at the same moment', async () => {
  const { id } = await anInvoice(app);
  await given(billing(), `/api/invoices/${id}/payments`, { amount: '300.00', method: 'CARD' });
  const both = (place: number) => (place % 2 === 0 ? refund(id, '50.00') : claim(id, '50.00'));
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, place) => untilAnswered((key) => both(place).set('idempotency-key', key))),
  );
  const { refunded, claimed: asked, status } = await sumsOf(id);
  // Whoever comes first takes: 50.00 each, until nothing is left to refund or claim.
  expect(Number(refunded) + Number(asked)).toBe(300);
  const { 201: done, ...refusals } = tally(replies);
  expect(done).toBe(6);
  const known = ['more-than-invoiced', 'more-than-paid', 'still-claimed', 'illegal-step', 'not-claimable'];
  expect(Object.keys(refusals).filter((code) => !known.includes(code))).toEqual([]);
  expect(status).toBe(asked === '0.00' ? 'REFUNDED' : 'PAID');
  const [sums] = await app.db.query(
    `SELECT (SELECT sum(amount) FROM "Refund" WHERE "invoiceId" = i.id) AS refunds,
       (SELECT sum(amount) FROM "MedicareClaim" WHERE "invoiceId" = i.id) AS claims FROM "Invoice" i WHERE id = $1`,
    [id],
  );
  expect(Number(sums!['refunds']) + Number(sums!['claims'])).toBe(300);
});
