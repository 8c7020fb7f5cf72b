import { ConflictException, NotFoundException } from '@nestjs/common';
import { refusedRule } from '../../database/refused-rule.js';
import { patientNotFound, wasRemoved } from '../patients/patient-faults.js';

export const queueEntryNotFound = () =>
  new NotFoundException({ code: 'not-found', message: 'No such queue entry; GET /api/queue lists those of today' });

export const queueEntryEnded = () =>
  new ConflictException({
    code: 'queue-entry-ended',
    message: 'This patient does not wait any more; POST /api/queue lets him wait again',
  });

/** Says in words that the patient waits already; hands other failures on. */
export async function explained<Result>(work: PromiseLike<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (wasRemoved(error)) throw patientNotFound();
    if (refusedRule(error)?.constraint !== 'QueueEntry_waits_once_a_day') throw error;
    throw new ConflictException(
      {
        code: 'already-queued',
        message: 'This patient waits already today; GET /api/queue/patients/:patientId shows where',
      },
      { cause: error },
    );
  }
}
