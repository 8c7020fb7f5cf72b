import { ConflictException, ForbiddenException, NotFoundException } from '@nestjs/common';
import { refusedRule } from '../../database/refused-rule.js';
import { Prisma } from '../../generated/prisma/client.js';
import { refusal } from '../../http/refusal.js';
import { type OpenVisits, openVisitsInWords } from './open-visits.js';

export const patientNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such patient; GET /api/patients?search=… finds one' });

const needsReason = (message: string) =>
  new ForbiddenException({ code: 'reason-required', message }, { cause: refusal({ reason: 'reason-required' }) });

export const reasonRequired = () =>
  needsReason('This patient is restricted; say in the header X-Audit-Reason why you need to open the record');

export const reasonRequiredAgain = () =>
  needsReason(
    'This was done already, for a patient who is restricted; repeat it under the same Idempotency-Key and say in the header X-Audit-Reason why you need to see the answer again',
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

export const hasOpenVisits = (open: OpenVisits) =>
  new ConflictException(
    {
      code: 'has-open-visits',
      message: `This patient has ${openVisitsInWords(open).join(', ')}; cancel or close them first`,
    },
    { cause: refusal({ reason: 'has-open-visits', details: { ...open } }) },
  );

/** Whether the patient was removed after his record was read and before the write. */
export const wasRemoved = (error: unknown) => refusedRule(error)?.constraint === 'Patient_is_here';

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
