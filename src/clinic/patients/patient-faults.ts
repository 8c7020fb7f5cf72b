import { ConflictException, ForbiddenException, NotFoundException } from '@nestjs/common';
import { Prisma } from '../../generated/prisma/client.js';
import { refusal } from '../../http/refusal.js';

export const patientNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such patient; GET /api/patients?search=… finds one' });

export const reasonRequired = () =>
  new ForbiddenException(
    {
      code: 'reason-required',
      message: 'This patient is restricted; say in the header X-Audit-Reason why you need to open the record',
    },
    { cause: refusal({ reason: 'reason-required' }) },
  );

const documentNumberTaken = (cause: unknown) =>
  new ConflictException(
    {
      code: 'document-number-taken',
      message: 'Another patient has this document number; GET /api/patients?search=… finds him',
      errors: [{ field: 'documentNumber', message: 'documentNumber is already taken' }],
    },
    { cause },
  );

const changedMeanwhile = (cause: unknown) =>
  new ConflictException(
    { code: 'concurrent-change', message: 'Someone else changed this patient at the same moment; read him again' },
    { cause },
  );

/** Says in words what the database refused about a patient who was there a moment ago; hands other failures on. */
export async function explained<Result>(work: PromiseLike<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError)) throw error;
    if (error.code === 'P2002') throw documentNumberTaken(error);
    if (error.code === 'P2025') throw changedMeanwhile(error);
    throw error;
  }
}
