import type { ConsultationStatus, CounsellingStatus } from '../../generated/prisma/enums.js';
import type { Steps } from '../steps.js';

export const CONSULTATION_STEPS: Steps<ConsultationStatus> = {
  OPEN: ['CLOSED'],
  CLOSED: [],
};

/** The migration's consultation_keep() holds the same table. Whoever declined may think again. */
export const COUNSELLING_STEPS: Steps<CounsellingStatus> = {
  NOT_REQUIRED: ['PENDING'],
  PENDING: ['IN_PROGRESS', 'DECLINED', 'NOT_REQUIRED'],
  IN_PROGRESS: ['COMPLETED', 'DECLINED'],
  COMPLETED: [],
  DECLINED: ['PENDING'],
};
