import { ConflictException, NotFoundException } from '@nestjs/common';
import { refusedRule } from '../../database/refused-rule.js';

const SLOTS = 'GET /api/appointments/slots?practitionerId=…&day=… lists free times';

export const appointmentNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such appointment; GET /api/appointments lists them' });

export const notYetBegun = () =>
  new ConflictException({
    code: 'not-begun',
    message:
      'This appointment has not begun: nobody has missed it yet; POST /api/appointments/:id/cancel gives its time back',
  });

/** Says in words who is booked already; hands other failures on. */
export async function explained<Result>(work: PromiseLike<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const constraint = refusedRule(error)?.constraint;
    if (constraint === 'Appointment_practitioner_is_free') throw busy('practitioner', error);
    if (constraint === 'Appointment_patient_is_free') throw busy('patient', error);
    throw error;
  }
}

const busy = (who: 'practitioner' | 'patient', cause: unknown) =>
  new ConflictException(
    { code: `${who}-busy`, message: `The ${who} has another appointment at that time; ${SLOTS}` },
    { cause },
  );
