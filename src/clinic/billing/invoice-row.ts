import type { Prisma } from '../../generated/prisma/client.js';
import { initialsOf } from '../patients/patient.dto.js';
import { STAFF_COLUMNS } from '../staff.dto.js';
import type { InvoiceDto, ListedInvoiceDto } from './invoice.dto.js';
import { money } from './money.js';

export const LISTED_COLUMNS = {
  id: true,
  number: true,
  patientId: true,
  appointmentId: true,
  status: true,
  total: true,
  paid: true,
  refunded: true,
  claimed: true,
  dueOn: true,
  issuedAt: true,
  voidReason: true,
  createdAt: true,
  updatedAt: true,
  patient: { select: { fullName: true, restricted: true } },
  createdBy: { select: STAFF_COLUMNS },
} as const satisfies Prisma.InvoiceSelect;

export const INVOICE_COLUMNS = {
  ...LISTED_COLUMNS,
  lines: { select: { description: true, quantity: true, unitPrice: true }, orderBy: { position: 'asc' } },
  payments: {
    select: {
      id: true,
      amount: true,
      method: true,
      reference: true,
      createdAt: true,
      receivedBy: { select: STAFF_COLUMNS },
    },
    orderBy: { id: 'asc' },
  },
  refunds: {
    select: { id: true, amount: true, reason: true, createdAt: true, refundedBy: { select: STAFF_COLUMNS } },
    orderBy: { id: 'asc' },
  },
} as const satisfies Prisma.InvoiceSelect;

type ListedRow = Prisma.InvoiceGetPayload<{ select: typeof LISTED_COLUMNS }>;
export type InvoiceRow = Prisma.InvoiceGetPayload<{ select: typeof INVOICE_COLUMNS }>;

/** For whoever reached the patient. */
export function toInvoice({ lines, payments, refunds, ...row }: InvoiceRow): InvoiceDto {
  return {
    ...toOwnListed(row),
    lines: lines.map(({ unitPrice, ...line }) => ({
      ...line,
      unitPrice: money(unitPrice),
      amount: money(unitPrice.times(line.quantity)),
    })),
    payments: payments.map((payment) => ({ ...payment, amount: money(payment.amount) })),
    refunds: refunds.map((refund) => ({ ...refund, amount: money(refund.amount) })),
  };
}

/** For a list of one patient, who was reached. */
export function toOwnListed({ patient, total, paid, refunded, claimed, dueOn, ...row }: ListedRow) {
  return {
    ...row,
    patientName: patient.fullName,
    total: money(total),
    paid: money(paid),
    refunded: money(refunded),
    claimed: money(claimed),
    dueOn: dueOn?.toISOString().slice(0, 10) ?? null,
  };
}

/** For a list of many patients: of a restricted one it shows what is owed, and the initials. */
export function toListed(row: ListedRow): ListedInvoiceDto {
  const { patient } = row;
  if (!patient.restricted) return toOwnListed(row);
  const masked = { ...patient, fullName: initialsOf(patient.fullName) };
  return toOwnListed({ ...row, patient: masked, voidReason: null });
}
