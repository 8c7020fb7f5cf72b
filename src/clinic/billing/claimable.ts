import { Prisma } from '../../generated/prisma/client.js';
import type { InvoiceDto } from './invoice.dto.js';

type Sums = Pick<InvoiceDto, 'status' | 'total' | 'paid' | 'refunded'>;

/**
 * What Medicare may be asked for of an invoice, by all its live claims together: what was invoiced and not given back,
 * and nothing once all that was paid is given back, because then no payment is booked any more. The same rule is in the
 * database (migration refunds_leave_claims).
 */
export function claimableOf({ status, total, refunded }: Sums): Prisma.Decimal {
  return status === 'REFUNDED' ? new Prisma.Decimal(0) : new Prisma.Decimal(total).minus(refunded);
}

/** The same after a refund. */
export function claimableAfter({ paid, refunded, ...invoice }: Sums, amount: string): Prisma.Decimal {
  const after = new Prisma.Decimal(refunded).plus(amount);
  const status = after.equals(paid) ? 'REFUNDED' : invoice.status;
  return claimableOf({ ...invoice, paid, status, refunded: after.toFixed(2) });
}
