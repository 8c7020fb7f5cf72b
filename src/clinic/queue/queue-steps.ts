import type { QueueStatus } from '../../generated/prisma/enums.js';
import type { Steps } from '../steps.js';

/** The migration's queue_steps() holds the same table. Whoever was called and did not come waits again. */
export const QUEUE_STEPS: Steps<QueueStatus> = {
  WAITING: ['CALLED', 'LEFT'],
  CALLED: ['IN_CONSULTATION', 'WAITING', 'LEFT'],
  IN_CONSULTATION: ['DONE'],
  DONE: [],
  LEFT: [],
};

export function hasEnded(status: QueueStatus): boolean {
  return QUEUE_STEPS[status].length === 0;
}
