import { CLAIM_STEPS } from '../../src/clinic/billing/claim-steps.js';
import { INVOICE_STEPS } from '../../src/clinic/billing/invoice-steps.js';
import { useApp } from '../support/app.js';
import { aDraft, anAppointment, anInvoice, given } from '../support/factories.js';

const app = useApp();
const billing = () => app.as('BILLING');
const change = (table: string, id: string, set: string) =>
  app.db.query(`UPDATE "${table}" SET ${set} WHERE id = $1`, [id]);
const ONE_TRANSACTION = (statements: string[]) =>
  `DO $$ BEGIN ${statements.join('; ')}; SET CONSTRAINTS ALL IMMEDIATE; END $$`;
const payment = (id: string, amount: string) =>
  `INSERT INTO "Payment" ("invoiceId", "patientId", "receivedById", amount, method)
   SELECT id, "patientId", "createdById", ${amount}, 'CASH' FROM "Invoice" WHERE id = '${id}'`;
const refund = (id: string, amount: string) =>
  `INSERT INTO "Refund" ("invoiceId", "patientId", "refundedById", amount, reason)
   SELECT id, "patientId", "createdById", ${amount}, 'Why' FROM "Invoice" WHERE id = '${id}'`;
const claim = (id: string, amount: string) =>
  `INSERT INTO "MedicareClaim" ("invoiceId", "patientId", "createdById", "medicareNumber", "itemNumber", amount, "updatedAt")
   SELECT id, "patientId", "createdById", '2123456701', '80110', ${amount}, now() FROM "Invoice" WHERE id = '${id}'`;
const sum = (id: string, set: string) => `UPDATE "Invoice" SET ${set} WHERE id = '${id}'`;
const SUMS = 'those of its lines, payments, refunds and claims';

it.each([
  ['invoice_keep', INVOICE_STEPS],
  ['medicare_claim_keep', CLAIM_STEPS],
])('has the same steps in %s as in the code', async (name, steps) => {
  const [row] = await app.db.query<{ prosrc: string }>('SELECT prosrc FROM pg_proc WHERE proname = $1', [name]);
  expect(JSON.parse(/steps CONSTANT jsonb := '([^']+)'/.exec(row!.prosrc)![1]!)).toEqual(steps);
});

describe('the database', () => {
  it.each([
    ['total = 0', 'Invoice_total_is_possible'],
    ['total = 10000000', 'Invoice_total_is_possible'],
    ['total = 1', SUMS],
    ['paid = 10', 'cannot become PARTLY_PAID'],
    ['paid = -1', 'cannot become'],
    ['refunded = 1', 'cannot become'],
    ['claimed = 1', 'Invoice_claimed_when_issued'],
    [`status = 'PAID'`, 'cannot become PAID'],
    [`status = 'ISSUED'`, 'Invoice_issued_has_a_time'],
    [`status = 'VOID'`, 'Invoice_void_has_a_reason'],
    [`"voidReason" = 'Why'`, 'Invoice_void_has_a_reason'],
    [`number = 'INV-1'`, 'keeps its number'],
    [`"createdById" = (SELECT id FROM "User" WHERE email = 'nurse@clinic.example')`, 'keeps its number'],
  ])('refuses a draft with %s itself', async (set, words) => {
    const { id } = await aDraft(app);
    await expect(change('Invoice', id, set)).rejects.toThrow(words);
  });

  it.each([
    ['paid = 100', SUMS],
    ['paid = 300.01', 'Invoice_paid_is_owed'],
    ['paid = 300, refunded = 300.01', 'Invoice_refunded_was_paid'],
    ['claimed = 1', SUMS],
    ['claimed = 300.01', 'Invoice_claimed_is_owed'],
    ['claimed = -1', 'Invoice_claimed_is_owed'],
    ['total = 100', 'says the same once it is issued'],
    [`"dueOn" = '2031-01-01'`, 'says the same once it is issued'],
    [`status = 'DRAFT', "issuedAt" = NULL`, 'cannot become DRAFT'],
    [`"issuedAt" = now() - interval '1 day'`, 'was issued once'],
    [`status = 'PARTLY_PAID'`, 'Invoice_status_follows_money'],
    [`status = 'PAID'`, 'Invoice_status_follows_money'],
  ])('refuses an issued invoice with %s itself', async (set, words) => {
    const { id } = await anInvoice(app);
    await expect(change('Invoice', id, set)).rejects.toThrow(words);
  });

  it('keeps what is VOID', async () => {
    const { id } = await anInvoice(app);
    await change('Invoice', id, `status = 'VOID', "voidReason" = 'Why'`);
    await expect(change('Invoice', id, `"voidReason" = 'Other'`)).rejects.toThrow('final');
    await expect(change('Invoice', id, `status = 'ISSUED', "voidReason" = NULL`)).rejects.toThrow('cannot become');
    await expect(app.db.query(ONE_TRANSACTION([sum(id, 'paid = paid + 1'), payment(id, '1')]))).rejects.toThrow(
      'cannot become',
    );
  });

  it('keeps the lines of what is issued, and lets nobody begin an invoice as PAID', async () => {
    const { id, patientId } = await anInvoice(app);
    const of = `WHERE "invoiceId" = '${id}'`;
    for (const statement of [
      `UPDATE "InvoiceLine" SET description = 'Other' ${of}`,
      `DELETE FROM "InvoiceLine" ${of}`,
      `INSERT INTO "InvoiceLine" ("invoiceId", "patientId", position, description, quantity, "unitPrice") VALUES ('${id}', '${patientId}', 2, 'More', 1, 1)`,
    ]) {
      await expect(app.db.query(statement)).rejects.toThrow('while its invoice is a DRAFT');
    }
    await expect(
      app.db.query(`INSERT INTO "Invoice" ("patientId", "createdById", status, total, paid, "updatedAt")
        SELECT "patientId", "createdById", 'PAID', 1, 1, now() FROM "Invoice" WHERE id = '${id}'`),
    ).rejects.toThrow('begins as DRAFT');
  });

  it.each([
    ['quantity = 3', SUMS],
    ['"unitPrice" = 151', SUMS],
    ['quantity = 0', 'InvoiceLine_quantity_is_possible'],
    ['"unitPrice" = -150', 'InvoiceLine_unitPrice_is_possible'],
    [`description = ' '`, 'InvoiceLine_description_is_given'],
    [`"patientId" = uuid7()`, 'InvoiceLine_invoiceId_patientId_fkey'],
    [`"invoiceId" = uuid7()`, 'stays on its invoice'],
  ])('refuses a line of a draft with %s itself', async (set, words) => {
    const { id } = await aDraft(app);
    await expect(app.db.query(`UPDATE "InvoiceLine" SET ${set} WHERE "invoiceId" = $1`, [id])).rejects.toThrow(words);
  });

  it('takes payments and refunds only with the sums of the invoice, and within them', async () => {
    const { id } = await anInvoice(app);
    const both = (...statements: string[]) => app.db.query(ONE_TRANSACTION(statements));
    await expect(app.db.query(payment(id, '10'))).rejects.toThrow(SUMS);
    await expect(app.db.query(payment(id, '0'))).rejects.toThrow('Payment_amount_is_possible');
    await expect(both(sum(id, 'paid = 10'), payment(id, '11'))).rejects.toThrow(SUMS);
    await expect(both(sum(id, 'paid = 301'), payment(id, '301'))).rejects.toThrow('Invoice_paid_is_owed');
    await both(sum(id, 'paid = paid + 10'), payment(id, '10'));
    await expect(app.db.query(refund(id, '1'))).rejects.toThrow(SUMS);
    await expect(both(sum(id, 'refunded = 11'), refund(id, '11'))).rejects.toThrow('Invoice_refunded_was_paid');
    await both(sum(id, 'refunded = refunded + 4'), refund(id, '4'));
    for (const table of ['Payment', 'Refund']) {
      for (const statement of [`UPDATE "${table}" SET amount = 1`, `DELETE FROM "${table}"`]) {
        await expect(app.db.query(`${statement} WHERE "invoiceId" = $1`, [id])).rejects.toThrow('stays as it was');
      }
    }
    await expect(change('Invoice', id, 'paid = 5')).rejects.toThrow('forgets no payment');
    await both(sum(id, 'refunded = refunded + 6'), refund(id, '6'));
    expect((await billing().get(`/api/invoices/${id}`)).body).toMatchObject({
      status: 'REFUNDED',
      paid: '10.00',
      refunded: '10.00',
    });
    await expect(both(sum(id, 'claimed = 1'), claim(id, '1'))).rejects.toThrow('nothing to claim');
  });

  it('lets nobody refund what is claimed, or claim what is refunded', async () => {
    const { id } = await anInvoice(app);
    const both = (...statements: string[]) => app.db.query(ONE_TRANSACTION(statements));
    const rule = 'claimed up to what was not refunded';
    await both(sum(id, 'paid = 300'), payment(id, '300'), sum(id, 'claimed = 80'), claim(id, '80'));
    await expect(both(sum(id, 'refunded = 220.01'), refund(id, '220.01'))).rejects.toThrow(rule);
    await expect(both(sum(id, 'refunded = 300'), refund(id, '300'))).rejects.toThrow(rule);
    await both(sum(id, 'refunded = 200'), refund(id, '200'));
    await expect(both(sum(id, 'claimed = 100.01'), claim(id, '20.01'))).rejects.toThrow(rule);
    await both(sum(id, 'claimed = 100'), claim(id, '20'));
    await expect(both(sum(id, 'refunded = 200.01'), refund(id, '0.01'))).rejects.toThrow(rule);
  });

  it('lets nobody refund all of a part that was paid while something is claimed', async () => {
    const { id } = await anInvoice(app);
    const both = (...statements: string[]) => app.db.query(ONE_TRANSACTION(statements));
    await both(sum(id, 'paid = 10'), payment(id, '10'), sum(id, 'claimed = 1'), claim(id, '1'));
    await expect(both(sum(id, 'refunded = 10'), refund(id, '10'))).rejects.toThrow('claimed up to');
    await both(sum(id, 'refunded = 9'), refund(id, '9'));
  });

  it('lets an invoice that an earlier version refunded be put right, one claim after the other', async () => {
    const { id } = await anInvoice(app);
    const both = (...statements: string[]) => app.db.query(ONE_TRANSACTION(statements));
    await both(sum(id, 'paid = 300'), payment(id, '300'), sum(id, 'claimed = 200'), claim(id, '150'), claim(id, '50'));
    await app.db.query('ALTER TABLE "Invoice" DISABLE TRIGGER invoice_claimed_stays');
    await both(sum(id, 'refunded = 300'), refund(id, '300'));
    await app.db.query('ALTER TABLE "Invoice" ENABLE TRIGGER invoice_claimed_stays');
    const { body } = await billing().get(`/api/claims?invoiceId=${id}`).expect(200);
    for (const { id: claimId } of body.items as { id: string }[]) {
      await given(billing(), `/api/claims/${claimId}/status`, { status: 'WITHDRAWN', reason: 'It was refunded' }, 200);
    }
    expect((await billing().get(`/api/invoices/${id}`)).body).toMatchObject({ status: 'REFUNDED', claimed: '0.00' });
  });

  it('lets one of two transactions win that pay the same rest by absolute sums', async () => {
    const { id } = await anInvoice(app);
    const both = () => app.db.query(ONE_TRANSACTION([sum(id, 'paid = 200'), payment(id, '200')]));
    const ends = await Promise.allSettled([both(), both(), both()]);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('takes an appointment of the same patient only', async () => {
    const { id } = await aDraft(app);
    const other = await anAppointment(app);
    await expect(change('Invoice', id, `"appointmentId" = '${other.id}'`)).rejects.toThrow('of its own patient');
  });

  it('keeps a claim from beginning to end', async () => {
    const { id } = await anInvoice(app);
    await expect(app.db.query(claim(id, '10'))).rejects.toThrow(SUMS);
    const made = await given<{ id: string }>(billing(), `/api/invoices/${id}/claims`, {
      medicareNumber: '2123456701',
      itemNumber: '80110',
      amount: '10.00',
    });
    const set = (to: string) => change('MedicareClaim', made.id, to);
    await expect(set('amount = 9')).rejects.toThrow('says the same');
    await expect(set(`"medicareNumber" = '2123456702'`)).rejects.toThrow('says the same');
    await expect(set(`status = 'PAID'`)).rejects.toThrow('cannot become PAID');
    await expect(set(`status = 'WITHDRAWN'`)).rejects.toThrow('MedicareClaim_reason_is_given');
    await expect(set(`status = 'WITHDRAWN', "statusReason" = 'Why'`)).rejects.toThrow(SUMS);
    await expect(app.db.query('DELETE FROM "MedicareClaim" WHERE id = $1', [made.id])).rejects.toThrow('never deleted');
    await expect(change('Invoice', id, `status = 'VOID', "voidReason" = 'Why'`)).rejects.toThrow(
      'Invoice_claimed_when_issued',
    );
  });

  it('deletes nothing that money hangs on', async () => {
    const { id, patientId } = await anInvoice(app);
    await expect(app.db.query('DELETE FROM "Invoice" WHERE id = $1', [id])).rejects.toThrow('InvoiceLine');
    await expect(app.db.query('DELETE FROM "Patient" WHERE id = $1', [patientId])).rejects.toThrow('Invoice');
  });
});
