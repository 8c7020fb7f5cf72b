import { validationFailed } from '../../http/validation.pipe.js';
import type { TimeRange } from './slots.js';

const MINUTE = 60_000;
const SHORTEST = 5 * MINUTE;
const LONGEST = 720 * MINUTE;

/** From the start to the end; without one, as long as is given. Refuses what is too short or too long. */
export function timeRange(start: string, end: string | undefined, otherwise: number): TimeRange {
  const startsAt = new Date(start);
  const endsAt = end === undefined ? new Date(startsAt.getTime() + otherwise) : new Date(end);
  const length = endsAt.getTime() - startsAt.getTime();
  if (length >= SHORTEST && length <= LONGEST) return { startsAt, endsAt };
  throw validationFailed([{ field: 'endsAt', message: 'endsAt must be 5 minutes to 12 hours after startsAt' }]);
}
