import { ConflictException, NotFoundException } from '@nestjs/common';
import type { InvoiceStatus } from '../../generated/prisma/enums.js';

export const claimNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such claim; GET /api/claims lists them' });

export const notClaimable = (status: InvoiceStatus) =>
  new ConflictException({
    code: 'not-claimable',
    message: `This invoice is ${status}; Medicare is asked for one that is ISSUED, PARTLY_PAID or PAID`,
  });

export const moreThanInvoiced = (left: string) =>
  new ConflictException({
    code: 'more-than-invoiced',
    message: `Only ${left} of this invoice are neither refunded nor claimed; GET /api/claims?invoiceId=… shows its claims`,
  });

export const claimChangedMeanwhile = () =>
  new ConflictException({
    code: 'concurrent-change',
    message: 'Someone else changed this claim or its invoice at the same moment; read them again',
  });
