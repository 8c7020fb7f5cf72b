import type { AppointmentStatus } from '../../generated/prisma/enums.js';
import type { Steps } from '../steps.js';

/** The migration's appointment_steps() holds the same table. */
export const APPOINTMENT_STEPS: Steps<AppointmentStatus> = {
  BOOKED: ['COMPLETED', 'CANCELLED', 'NO_SHOW'],
  COMPLETED: [],
  CANCELLED: [],
  NO_SHOW: [],
};

/** Statuses that keep the time to themselves. */
export const TAKES_TIME = ['BOOKED', 'COMPLETED'] as const satisfies readonly AppointmentStatus[];
