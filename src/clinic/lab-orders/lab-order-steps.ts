import type { LabOrderStatus } from '../../generated/prisma/enums.js';
import type { Steps } from '../steps.js';

/** A sample that was taken elsewhere is never collected here, so a result may follow the order at once. */
export const LAB_ORDER_STEPS: Steps<LabOrderStatus> = {
  ORDERED: ['COLLECTED', 'RESULTED', 'CANCELLED'],
  COLLECTED: ['RESULTED', 'CANCELLED'],
  RESULTED: [],
  CANCELLED: [],
};
