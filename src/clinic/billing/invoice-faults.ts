import { BadRequestException, ConflictException, NotFoundException } from '@nestjs/common';
import { MOST_MONEY } from './money.js';

export const invoiceNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such invoice; GET /api/invoices lists them' });

export const noSuchAppointment = () =>
  new ConflictException({
    code: 'appointment-not-found',
    message: 'The patient has no such appointment; leave appointmentId out, or ask the reception for its id',
    errors: [{ field: 'appointmentId', message: 'appointmentId must name an appointment of this patient' }],
  });

export const totalTooHigh = () =>
  new BadRequestException({
    code: 'total-too-high',
    message: `The lines make more than ${MOST_MONEY}; check quantities and prices, or write several invoices`,
    errors: [{ field: 'lines', message: `lines must make at most ${MOST_MONEY}` }],
  });

export const moreThanOwed = (left: string) =>
  new ConflictException({ code: 'more-than-owed', message: `Only ${left} of this invoice are still owed` });

export const moreThanPaid = (left: string) =>
  new ConflictException({ code: 'more-than-paid', message: `Only ${left} were paid and not yet refunded` });

export const stillClaimed = (claimed: string, claims: readonly { id: string; status: string; amount: string }[]) => {
  const named = claims.map(({ id, status, amount }) => `claim ${id} (${amount}, ${status})`).join(', ');
  return new ConflictException({
    code: 'still-claimed',
    message:
      `Medicare is asked for ${claimed} of this invoice, by ${named}; first say by POST /api/claims/:id/status that ` +
      'it is WITHDRAWN or REJECTED. One that is ACCEPTED or PAID stays, and so does what it asks for',
  });
};

export const changedMeanwhile = () =>
  new ConflictException({
    code: 'concurrent-change',
    message: 'Someone else changed this invoice at the same moment; read it again',
  });
