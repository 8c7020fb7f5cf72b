import type { CampStatus } from '../../generated/prisma/enums.js';
import type { Steps } from '../steps.js';

/** The migration's camp_keep() holds the same table. */
export const CAMP_STEPS: Steps<CampStatus> = {
  PLANNED: ['FINISHED', 'CANCELLED'],
  FINISHED: [],
  CANCELLED: [],
};
