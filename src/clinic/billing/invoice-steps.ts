import type { InvoiceStatus } from '../../generated/prisma/enums.js';
import type { Steps } from '../steps.js';

/** People issue and void; payments and refunds make the rest. The same table is in the migration. */
export const INVOICE_STEPS: Steps<InvoiceStatus> = {
  DRAFT: ['ISSUED', 'VOID'],
  ISSUED: ['PARTLY_PAID', 'PAID', 'VOID'],
  PARTLY_PAID: ['PAID', 'REFUNDED'],
  PAID: ['REFUNDED'],
  REFUNDED: ['VOID'],
  VOID: [],
};
