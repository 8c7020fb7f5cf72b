import { ConflictException, ForbiddenException, NotFoundException } from '@nestjs/common';
import { refusedRule } from '../../database/refused-rule.js';
import { refusal } from '../../http/refusal.js';

export const practitionerNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such practitioner; GET /api/practitioners lists them' });

export const practitionerInactive = () =>
  new ConflictException({
    code: 'practitioner-inactive',
    message: 'This practitioner does not treat here now; GET /api/practitioners?active=true lists who does',
  });

export const notADoctor = () =>
  new ConflictException({
    code: 'not-a-doctor',
    message: 'Only an active user with the role DOCTOR treats; an administrator gives it by POST /api/users/:id/roles',
    errors: [{ field: 'userId', message: 'userId must name an active user with the role DOCTOR' }],
  });

export const notYourProfile = () =>
  new ForbiddenException(
    { code: 'not-your-profile', message: 'A doctor changes his own profile; an administrator changes any' },
    { cause: refusal({ reason: 'not-your-profile' }) },
  );

/** Says in words what the database refused about a profile; hands other failures on. */
export async function explained<Result>(work: PromiseLike<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (refusedRule(error)?.constraint === 'Practitioner_pkey') throw alreadyRegistered(error);
    if (refusedRule(error)?.constraint === 'Practitioner_registrationNumber_key') throw numberTaken(error);
    throw error;
  }
}

const alreadyRegistered = (cause: unknown) =>
  new ConflictException(
    { code: 'already-registered', message: 'This user has a profile; PATCH /api/practitioners/:id changes it' },
    { cause },
  );

const numberTaken = (cause: unknown) =>
  new ConflictException(
    {
      code: 'registration-number-taken',
      message: 'Another practitioner has this registration number; check it with the professional council',
      errors: [{ field: 'registrationNumber', message: 'registrationNumber is already taken' }],
    },
    { cause },
  );
