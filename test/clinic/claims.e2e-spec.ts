import { randomUUID } from 'node:crypto';
import type { ClaimDto } from '../../src/clinic/billing/claim.dto.js';
import { useApp } from '../support/app.js';
import { aDraft, anInvoice, aPatient, given } from '../support/factories.js';
import { recordedSingly } from '../support/recorded-singly.js';
import { tally } from '../support/tally.js';
import { untilAnswered } from '../support/until-answered.js';

const app = useApp();
const billing = () => app.as('BILLING');
const of = (invoiceId: string) => `/api/invoices/${invoiceId}/claims`;
const at = (id: string, step = '') => `/api/claims/${id}${step}`;
const noState = { before: null, after: null, changedFields: [] };
const content = { medicareNumber: '2123 45670 1', itemNumber: '80110', amount: '80.00' };
async function aClaim({ invoiceId, amount = '80.00' }: { invoiceId?: string; amount?: string } = {}) {
  const invoice = invoiceId ?? (await anInvoice(app)).id;
  return given<ClaimDto>(billing(), of(invoice), { ...content, amount });
}
const step = (id: string, status: string, reason?: string) => billing().post(at(id, '/status'), { status, reason });
const claimedOf = async (id: string) => (await billing().get(`/api/invoices/${id}`)).body.claimed;

describe('a claim', () => {
  it('leaves one record for it, without the card’s number, and one for the invoice', async () => {
    const { id: invoiceId, patientId, number } = await anInvoice(app);
    const { body } = await billing().post(of(invoiceId), content).expect(201);
    expect(body).toEqual({
      id: expect.any(String),
      invoiceId,
      invoiceNumber: number,
      patientId,
      patientName: 'Ana Souza',
      ...content,
      medicareNumber: '2123456701',
      status: 'PREPARED',
      statusReason: null,
      createdBy: { id: expect.any(String), name: 'Billing Example' },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const records = await recordedSingly(app);
    const created = { event: 'claim.created', outcome: 'SUCCESS', patientIds: [patientId] };
    expect(records).toMatchObject([
      {
        ...created,
        action: 'UPDATE',
        entityType: 'Invoice',
        entityId: invoiceId,
        changedFields: ['claimed'],
        before: { claimed: 0 },
        after: { claimed: 80 },
      },
      {
        ...created,
        action: 'CREATION',
        entityType: 'MedicareClaim',
        entityId: body.id,
        entityLabel: '80110 80.00',
        before: null,
        after: { invoiceId, itemNumber: '80110', amount: 80, status: 'PREPARED', medicareNumber: '[redacted]' },
        details: { names: { [patientId]: 'Ana Souza', [invoiceId]: number, [body.createdBy.id]: 'Billing Example' } },
      },
    ]);
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(1);
    expect(JSON.stringify(records)).not.toContain('2123456701');
  });

  it.each([
    [{ medicareNumber: '2123 45671 1' }, 400, 'validation-failed'],
    [{ medicareNumber: 2123456701 }, 400, 'validation-failed'],
    [{ itemNumber: '0801' }, 400, 'validation-failed'],
    [{ amount: '0.00' }, 400, 'validation-failed'],
    [{ amount: '80.001' }, 400, 'validation-failed'],
    [{ amount: 80 }, 400, 'validation-failed'],
    [{ status: 'PAID' }, 400, 'validation-failed'],
    [{ amount: '300.01' }, 409, 'more-than-invoiced'],
  ])('with %j is refused', async (fault, status, code) => {
    const { id } = await anInvoice(app);
    const { body } = await billing()
      .post(of(id), { ...content, ...fault })
      .expect(status);
    expect(body.code).toBe(code);
    expect(await app.db.query('SELECT FROM "MedicareClaim" WHERE "invoiceId" = $1', [id])).toEqual([]);
  });

  it('that was refused leaves a record of the attempt', async () => {
    const { id, patientId } = await aDraft(app);
    expect((await billing().post(of(id), content).expect(409)).body.code).toBe('not-claimable');
    await billing().post(of(randomUUID()), content).expect(404);
    const refused = { ...noState, action: 'CREATION', event: 'claim.created', outcome: 'FAILURE' };
    expect(await recordedSingly(app)).toMatchObject([
      {
        ...refused,
        entityType: 'MedicareClaim',
        patientIds: [patientId],
        details: { reason: 'not-claimable', amount: '80.00' },
      },
      { ...refused, entityType: 'MedicareClaim', patientIds: [], details: { reason: 'not-found', amount: '80.00' } },
    ]);
  });

  it('never makes more than the invoice when a hundred claim at the same moment', async () => {
    const { id } = await anInvoice(app);
    const claim = (key: string) =>
      billing()
        .post(of(id), { ...content, amount: '70.00' })
        .set('idempotency-key', key);
    const replies = await Promise.all(Array.from({ length: 100 }, () => untilAnswered(claim)));
    expect(tally(replies)).toEqual({ 201: 4, 'more-than-invoiced': 96 });
    expect(await claimedOf(id)).toBe('280.00');
  });
});

it('is viewed and listed by records that name the patient', async () => {
  const claim = await aClaim();
  const { id, patientId, invoiceId } = claim;
  expect((await app.as('ADMIN').get(at(id)).expect(200)).body).toEqual(claim);
  for (const filter of [`patientId=${patientId}`, `invoiceId=${invoiceId}&status=PREPARED`]) {
    const { body } = await billing().get(`/api/claims?${filter}`).expect(200);
    expect(body).toEqual({ items: [claim], page: 1, limit: 50, total: 1 });
  }
  expect((await billing().get(`/api/claims?invoiceId=${invoiceId}&status=PAID`)).body.total).toBe(0);
  expect((await recordedSingly(app)).slice(0, 3)).toMatchObject([
    {
      ...noState,
      action: 'VIEW',
      event: 'claim.viewed',
      entityId: id,
      entityLabel: '80110 80.00',
      patientIds: [patientId],
    },
    { ...noState, action: 'VIEW', event: 'claim.listed', entityId: null, patientIds: [patientId] },
    { ...noState, action: 'VIEW', event: 'claim.listed', entityId: null, patientIds: [patientId] },
  ]);
});

describe('its status', () => {
  it('moves by one record each', async () => {
    const { id, patientId } = await aClaim();
    for (const status of ['SUBMITTED', 'ACCEPTED', 'PAID']) {
      expect((await step(id, status).expect(200)).body.status).toBe(status);
    }
    const moved = (from: string, to: string) => ({
      action: 'UPDATE',
      event: 'claim.status-changed',
      entityType: 'MedicareClaim',
      entityId: id,
      patientIds: [patientId],
      changedFields: ['status'],
      before: { status: from },
      after: { status: to },
    });
    expect(await recordedSingly(app)).toMatchObject([
      moved('PREPARED', 'SUBMITTED'),
      moved('SUBMITTED', 'ACCEPTED'),
      moved('ACCEPTED', 'PAID'),
    ]);
    const { body } = await step(id, 'WITHDRAWN', 'Too late').expect(409);
    expect(body).toMatchObject({ code: 'illegal-step', detail: expect.stringContaining('final') });
  });

  it('REJECTED gives its amount back to claim, and takes it again when submitted again', async () => {
    const { id, invoiceId, patientId } = await aClaim({ amount: '200.00' });
    await given(billing(), at(id, '/status'), { status: 'SUBMITTED' }, 200);
    const { body } = await step(id, 'REJECTED', 'Item not payable').expect(200);
    expect(body).toMatchObject({ status: 'REJECTED', statusReason: 'Item not payable' });
    const rejected = { event: 'claim.status-changed', reason: 'Item not payable', patientIds: [patientId] };
    expect(await recordedSingly(app)).toMatchObject([
      {
        ...rejected,
        entityType: 'Invoice',
        changedFields: ['claimed'],
        before: { claimed: 200 },
        after: { claimed: 0 },
      },
      { ...rejected, entityType: 'MedicareClaim', changedFields: ['status', 'statusReason'] },
    ]);
    const other = await aClaim({ invoiceId, amount: '150.00' });
    expect((await step(id, 'SUBMITTED').expect(409)).body.code).toBe('more-than-invoiced');
    await step(other.id, 'WITHDRAWN', 'Sent twice').expect(200);
    expect((await step(id, 'SUBMITTED').expect(200)).body.statusReason).toBeNull();
    expect(await claimedOf(invoiceId)).toBe('200.00');
  });

  it('asks for a reason where one is due', async () => {
    const { id } = await aClaim();
    await step(id, 'WITHDRAWN').expect(400);
    const { body } = await step(id, 'SUBMITTED', 'For no reason').expect(400);
    expect(body.errors).toEqual([{ field: 'reason', message: expect.stringContaining('REJECTED or WITHDRAWN only') }]);
    expect((await step(id, 'PAID').expect(409)).body.code).toBe('illegal-step');
    await step(id, 'LOST').expect(400);
    await step(randomUUID(), 'SUBMITTED').expect(404);
    const records = await recordedSingly(app);
    expect(records.map(({ outcome, details }) => [outcome, details!['reason']])).toEqual([
      ['FAILURE', 'validation-failed'],
      ['FAILURE', 'validation-failed'],
      ['FAILURE', 'illegal-step'],
      ['FAILURE', 'validation-failed'],
      ['FAILURE', 'not-found'],
    ]);
  });

  it('changes once when five reject it at the same moment', async () => {
    const { id, invoiceId } = await aClaim();
    await given(billing(), at(id, '/status'), { status: 'SUBMITTED' }, 200);
    const replies = await Promise.all(Array.from({ length: 5 }, () => step(id, 'REJECTED', 'Item not payable')));
    expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409, 409]);
    expect(await claimedOf(invoiceId)).toBe('0.00');
  });

  it('holds the invoice: what is claimed is not VOID', async () => {
    const { id, invoiceId } = await aClaim();
    const toVoid = () =>
      billing().post(`/api/invoices/${invoiceId}/status`, { status: 'VOID', reason: 'Charged twice' });
    expect((await toVoid().expect(409)).body).toMatchObject({
      code: 'still-claimed',
      detail: expect.stringContaining(`claim ${id} (80.00, PREPARED)`),
    });
    await step(id, 'WITHDRAWN', 'Charged twice').expect(200);
    await toVoid().expect(200);
    expect((await billing().post(of(invoiceId), content).expect(409)).body.code).toBe('not-claimable');
  });
});

it('of a restricted patient opens for a reason only; lists of all hide him', async () => {
  const { id: patientId } = await aPatient(app, { restricted: true, fullName: 'Íris Nóbrega' });
  const { id: invoiceId } = await anInvoice(app, { patientId });
  const { id } = await aClaim({ invoiceId });
  for (const path of [at(id), `/api/claims?patientId=${patientId}`]) {
    expect((await billing().get(path).expect(403)).body.code).toBe('reason-required');
  }
  await step(id, 'WITHDRAWN', 'This is no reason to open it').expect(403);
  await billing().get(at(id)).set('x-audit-reason', 'Medicare asks').expect(200);
  const { body } = await billing().get(`/api/claims?invoiceId=${invoiceId}`).expect(200);
  expect(body.items).toMatchObject([{ id, patientName: 'Í. N.', medicareNumber: null, itemNumber: null }]);
  for (const role of ['RECEPTIONIST', 'DOCTOR', 'AUDITOR'] as const) await app.as(role).get(at(id)).expect(403);
});
