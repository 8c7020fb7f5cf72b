import { ConflictException, NotFoundException } from '@nestjs/common';
import { refusedRule } from '../../database/refused-rule.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { CampStatus } from '../../generated/prisma/enums.js';

export const campNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such camp; GET /api/camps lists them' });

export const registrationNotFound = () =>
  new NotFoundException({
    code: 'not-found',
    message: 'No such registration; GET /api/camps/:id/registrations lists those of a camp',
  });

export const campFull = (capacity: number, cause: unknown) =>
  new ConflictException(
    {
      code: 'camp-full',
      message: `All ${capacity} places of this camp are taken; GET /api/camps?status=PLANNED lists others`,
    },
    { cause },
  );

export const capacityTooLow = (registered: number, cause: unknown) =>
  new ConflictException(
    {
      code: 'capacity-too-low',
      message: `${registered} patients are registered; POST /api/camp-registrations/:id/cancel gives a place back`,
      errors: [{ field: 'capacity', message: `capacity must be at least ${registered}` }],
    },
    { cause },
  );

export const alreadyRegistered = (cause: unknown) =>
  new ConflictException(
    {
      code: 'already-registered',
      message: 'This patient is registered for this camp; GET /api/camps/:id/registrations shows it',
    },
    { cause },
  );

export const campIsOver = (status: CampStatus) =>
  new ConflictException({
    code: 'camp-over',
    message: `This camp is ${status}; GET /api/camps?status=PLANNED lists those to come`,
  });

export const onlyAttendedNow = () =>
  new ConflictException({
    code: 'camp-over',
    message: 'This camp is FINISHED; of it, only attendedPatients can still be changed',
  });

/** Whether a row was no longer as it was asked for, or a rule of the tables said no. */
export function wasRefused(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') return true;
  return refusedRule(error)?.state === '23514';
}
