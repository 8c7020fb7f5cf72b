import type { ClaimStatus } from '../../generated/prisma/enums.js';
import type { Steps } from '../steps.js';

/** What Medicare rejected may be submitted again. The same table is in the migration. */
export const CLAIM_STEPS: Steps<ClaimStatus> = {
  PREPARED: ['SUBMITTED', 'WITHDRAWN'],
  SUBMITTED: ['ACCEPTED', 'REJECTED', 'WITHDRAWN'],
  ACCEPTED: ['PAID'],
  REJECTED: ['SUBMITTED', 'WITHDRAWN'],
  PAID: [],
  WITHDRAWN: [],
};

/** Whether the amount of a claim in this status counts as claimed. */
export const isLive = (status: ClaimStatus): boolean => status !== 'REJECTED' && status !== 'WITHDRAWN';
