import { dayIn, instantAt } from '../settings/clinic-time.js';
import { hoursOf, type OpenSpan } from '../settings/opening-hours.js';

// Whoever stands at the desk is booked for the slot that has just begun.
const JUST_NOW = 5 * 60_000;

export interface TimeRange {
  startsAt: Date;
  endsAt: Date;
}

export interface Opening {
  timeZone: string;
  openingHours: readonly OpenSpan[];
}

/** The slots of a day of the clinic, whoever has them, in order. */
export function slotsOf(day: string, { slotMinutes, ...opening }: Opening & { slotMinutes: number }): TimeRange[] {
  const length = slotMinutes * 60_000;
  return openTimesOf(day, opening).flatMap(({ startsAt, endsAt }) => {
    const first = startsAt.getTime();
    const count = Math.max(0, Math.floor((endsAt.getTime() - first) / length));
    return Array.from({ length: count }, (_, index) => ({
      startsAt: new Date(first + index * length),
      endsAt: new Date(first + (index + 1) * length),
    }));
  });
}

/** Those that are still to come and overlap with nothing taken. */
export function freeSlots(slots: readonly TimeRange[], taken: readonly TimeRange[], now: Date): TimeRange[] {
  return slots.filter(
    ({ startsAt, endsAt }) =>
      !isPast(startsAt, now) && !taken.some((other) => other.startsAt < endsAt && startsAt < other.endsAt),
  );
}

/** Whether the clinic is open from the beginning to the end. */
export function isOpen({ startsAt, endsAt }: TimeRange, opening: Opening): boolean {
  const open = openTimesOf(dayIn(opening.timeZone, startsAt), opening);
  return open.some((hours) => hours.startsAt <= startsAt && endsAt <= hours.endsAt);
}

export function isPast(startsAt: Date, now: Date): boolean {
  return startsAt.getTime() < now.getTime() - JUST_NOW;
}

function openTimesOf(day: string, { timeZone, openingHours }: Opening): TimeRange[] {
  return hoursOf(day, openingHours).map(({ opens, closes }) => ({
    startsAt: instantAt(day, opens, timeZone),
    endsAt: instantAt(day, closes, timeZone),
  }));
}
