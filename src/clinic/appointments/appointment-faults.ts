import { ConflictException, NotFoundException } from '@nestjs/common';
import { refusedRule } from '../../database/refused-rule.js';
import { patientNotFound, wasRemoved } from '../patients/patient-faults.js';
import { dayIn } from '../settings/clinic-time.js';
import { hoursOf, weekdayOf } from '../settings/opening-hours.js';
import type { Opening } from './slots.js';

const SLOTS = 'GET /api/appointments/slots?practitionerId=…&day=… lists free times';
const BOOKED = 'GET /api/appointments?patientId=… lists his; choose another time, or move the other one';

export const appointmentNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such appointment; GET /api/appointments lists them' });

export const notYetBegun = (startsAt: Date) =>
  new ConflictException({
    code: 'not-begun',
    message:
      `This appointment begins at ${startsAt.toISOString()}: until then nobody has come or missed it; ` +
      'POST /api/appointments/:id/reschedule moves it, POST /api/appointments/:id/cancel gives its time back',
  });

export const inThePast = (startsAt: Date) =>
  new ConflictException({
    code: 'in-the-past',
    message:
      `${startsAt.toISOString()} is past; ${SLOTS}; ` +
      'to enter what took place, say in the header X-Audit-Reason why it is entered afterwards',
  });

export function outsideOpeningHours(startsAt: Date, { timeZone, openingHours }: Opening) {
  const day = dayIn(timeZone, startsAt);
  const hours = hoursOf(day, openingHours).map(({ opens, closes }) => `${opens}-${closes}`);
  const open = hours.length === 0 ? 'closed' : `open ${hours.join(' and ')}`;
  return new ConflictException({
    code: 'outside-opening-hours',
    message:
      `The clinic is ${open} on ${weekdayOf(day)}, ${day} (${timeZone}); ${SLOTS}; ` +
      'for another time say in the header X-Audit-Reason why it is needed',
  });
}

/** Says in words who is booked already; hands other failures on. */
export async function explained<Result>(work: PromiseLike<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (wasRemoved(error)) throw patientNotFound();
    const constraint = refusedRule(error)?.constraint;
    if (constraint === 'Appointment_practitioner_is_free') throw busy('practitioner', SLOTS, error);
    if (constraint === 'Appointment_patient_is_free') throw busy('patient', BOOKED, error);
    throw error;
  }
}

const busy = (who: 'practitioner' | 'patient', cure: string, cause: unknown) =>
  new ConflictException(
    { code: `${who}-busy`, message: `The ${who} has another appointment at that time; ${cure}` },
    { cause },
  );
