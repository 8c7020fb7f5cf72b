import { randomUUID } from 'node:crypto';
import type { CampRegistrationDto } from '../../src/clinic/camps/camp-registration.dto.js';
import type { LabOrderDto } from '../../src/clinic/lab-orders/lab-order.dto.js';
import { useApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { aCamp, anInvoice, aPatient, given } from '../support/factories.js';

const app = useApp();
const noState = { before: null, after: null, changedFields: [] };
const WHY = 'The answer was cut off';
const remove = (id: string) => app.db.query(`UPDATE "Patient" SET "deletedAt" = now() WHERE id = $1`, [id]);
const restrict = (id: string) => app.db.query(`UPDATE "Patient" SET restricted = true WHERE id = $1`, [id]);

/** A request that may be sent as often as one likes. */
function repeatable(client: Client, path: string, body?: object) {
  const key = randomUUID();
  return (requestId: string, reason?: string) => {
    const request = client.post(path, body).set('idempotency-key', key).set('x-request-id', requestId);
    return reason === undefined ? request : request.set('x-audit-reason', reason);
  };
}
const of = (requestId: string) => app.recorded({ requestId });

describe('a payment that is repeated', () => {
  const aPayment = async () => {
    const invoice = await anInvoice(app);
    const payment = { amount: '50.00', method: 'CARD' };
    return { invoice, send: repeatable(app.as('BILLING'), `/api/invoices/${invoice.id}/payments`, payment) };
  };

  it('is shown again as one view of its patient, durable with the answer, and booked once', async () => {
    const { invoice, send } = await aPayment();
    const [first, second] = [randomUUID(), randomUUID()];
    const { text } = await send(first).expect(201);
    expect((await send(second).expect(201)).text).toBe(text);
    const [view, ...others] = await of(second);
    expect(others).toEqual([]);
    expect(view).toMatchObject({
      ...noState,
      action: 'VIEW',
      event: 'invoice.paid',
      outcome: 'SUCCESS',
      actorRoles: ['BILLING'],
      entityType: 'Invoice',
      entityId: invoice.id,
      entityLabel: invoice.number,
      patientIds: [invoice.patientId],
      reason: null,
      route: '/api/invoices/:id/payments',
    });
    expect(view!.details).toEqual({ replayed: true, of: first });
    expect(await app.db.query('SELECT amount FROM "Payment" WHERE "invoiceId" = $1', [invoice.id])).toHaveLength(1);
  });

  it('names the first request however often it is repeated', async () => {
    const { send } = await aPayment();
    const [first, third] = [randomUUID(), randomUUID()];
    await send(first).expect(201);
    await send(randomUUID()).expect(201);
    await send(third).expect(201);
    expect(await of(third)).toMatchObject([{ details: { of: first } }]);
  });

  it('never failed, though its patient was removed since', async () => {
    const { invoice, send } = await aPayment();
    const again = randomUUID();
    const { text } = await send(randomUUID()).expect(201);
    await remove(invoice.patientId);
    const repeated = await send(again).expect(201);
    expect([repeated.text, repeated.headers.get('idempotency-replayed')]).toEqual([text, 'true']);
    expect(await of(again)).toMatchObject([{ action: 'VIEW', outcome: 'SUCCESS', patientIds: [invoice.patientId] }]);
    expect((await app.recorded()).filter(({ outcome }) => outcome !== 'SUCCESS')).toEqual([]);
  });

  it('needs a reason once its patient is restricted, is told that it was done, and opens him by it', async () => {
    const { invoice, send } = await aPayment();
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    await send(first).expect(201);
    await restrict(invoice.patientId);
    const { body } = await send(second).expect(403);
    expect(body).toMatchObject({ code: 'reason-required', detail: expect.stringContaining('done already') });
    expect(await of(second)).toMatchObject([
      {
        ...noState,
        outcome: 'DENIED',
        entityId: invoice.id,
        patientIds: [invoice.patientId],
        details: { reason: 'reason-required', replayed: true, of: first },
      },
    ]);
    expect((await send(randomUUID(), '.').expect(400)).body.code).toBe('reason-too-vague');
    await send(third, WHY).expect(201);
    const patientIds = [invoice.patientId];
    expect(await of(third)).toMatchObject([
      { ...noState, action: 'VIEW', event: 'patient.break-glass', outcome: 'SUCCESS', patientIds, reason: WHY },
    ]);
  });

  it('does not take the reason of another request for its own', async () => {
    const { invoice, send } = await aPayment();
    await restrict(invoice.patientId);
    await send(randomUUID(), WHY).expect(201);
    expect((await send(randomUUID()).expect(403)).body).toMatchObject({ code: 'reason-required' });
  });
});

describe('a cancelled camp', () => {
  const aCancelledCamp = async () => {
    const [patient, camp] = [await aPatient(app), await aCamp(app)];
    await given<CampRegistrationDto>(app.as('RECEPTIONIST'), `/api/patients/${patient.id}/camps/${camp.id}`);
    const send = repeatable(app.as('ADMIN'), `/api/camps/${camp.id}/cancel`, { reason: 'Heavy rain' });
    return { patient, send };
  };

  it.each([
    ['restricted', restrict],
    ['removed', remove],
  ])('shows nobody, so that a patient of it who is %s is neither asked for nor recorded', async (_, happen) => {
    const { patient, send } = await aCancelledCamp();
    await happen(patient.id);
    const { text } = await send(randomUUID()).expect(200);
    for (const reason of [undefined, WHY]) {
      const again = randomUUID();
      expect((await send(again, reason).expect(200)).text).toBe(text);
      expect(await of(again)).toEqual([]);
    }
  });
});

describe('a lab order that was cancelled', () => {
  const aCancellation = async () => {
    const { id: patientId } = await aPatient(app);
    const path = `/api/patients/${patientId}/lab-orders`;
    const { id } = await given<LabOrderDto>(app.as('DOCTOR'), path, { test: 'Glucose' });
    const reason = 'Ordered twice';
    return { id, patientId, send: repeatable(app.as('DOCTOR'), `/api/lab-orders/${id}/cancel`, { reason }) };
  };

  it('of a restricted patient is shown again for the same reason as it was cancelled for', async () => {
    const { id, patientId, send } = await aCancellation();
    await restrict(patientId);
    const [first, second] = [randomUUID(), randomUUID()];
    const { text } = await send(first, WHY).expect(200);
    expect((await send(second, WHY).expect(200)).text).toBe(text);
    expect((await send(randomUUID()).expect(403)).body).toMatchObject({ code: 'reason-required' });
    expect(await of(second)).toMatchObject([
      {
        ...noState,
        action: 'VIEW',
        event: 'patient.break-glass',
        outcome: 'SUCCESS',
        entityType: 'LabOrder',
        entityId: id,
        entityLabel: 'Glucose',
        patientIds: [patientId],
        reason: WHY,
        details: { replayed: true, of: first },
      },
    ]);
  });

  it('is shown again after its patient was removed', async () => {
    const { patientId, send } = await aCancellation();
    const { text } = await send(randomUUID()).expect(200);
    await remove(patientId);
    expect((await send(randomUUID()).expect(200)).text).toBe(text);
  });
});

it('shows its own answer to no one before the record of it can be written', async () => {
  const send = repeatable(app.as('RECEPTIONIST'), '/api/patients', { fullName: 'Ana Souza', birthDate: '1984-03-09' });
  const { body } = await send(randomUUID()).expect(201);
  const owned = (statement: string) => app.db.query(statement);
  await owned(
    `CREATE FUNCTION refuse_views() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'away'; END $$`,
  );
  await owned(
    `CREATE TRIGGER refuse_views BEFORE INSERT ON audit_log FOR EACH ROW WHEN (NEW.action = 'VIEW') EXECUTE FUNCTION refuse_views()`,
  );
  const { text, headers } = await send(randomUUID()).expect(503);
  expect(text).not.toContain((body as { id: string }).id);
  expect(headers.get('retry-after')).not.toBeNull();
  await owned('DROP TRIGGER refuse_views ON audit_log');
  await owned('DROP FUNCTION refuse_views()');
  expect((await send(randomUUID()).expect(201)).body).toEqual(body);
});
