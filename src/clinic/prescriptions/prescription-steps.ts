import type { PrescriptionStatus } from '../../generated/prisma/enums.js';
import type { Steps } from '../steps.js';

/** It stays ACTIVE while units are left to pick up. */
export const PRESCRIPTION_STEPS: Steps<PrescriptionStatus> = {
  ACTIVE: ['DISPENSED', 'REPLACED'],
  DISPENSED: [],
  REPLACED: [],
};
