import { instantAt } from '../settings/clinic-time.js';
import { type OpenSpan, WEEKDAYS } from '../settings/opening-hours.js';

export interface TimeRange {
  startsAt: Date;
  endsAt: Date;
}

interface Opening {
  timeZone: string;
  slotMinutes: number;
  openingHours: readonly OpenSpan[];
}

/** The slots of a day of the clinic, whoever has them, in order. */
export function slotsOf(day: string, { timeZone, slotMinutes, openingHours }: Opening): TimeRange[] {
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  const length = slotMinutes * 60_000;
  return openingHours
    .filter((span) => span.weekday === weekday)
    .sort((one, other) => one.opens.localeCompare(other.opens))
    .flatMap(({ opens, closes }) => {
      const first = instantAt(day, opens, timeZone).getTime();
      const count = Math.max(0, Math.floor((instantAt(day, closes, timeZone).getTime() - first) / length));
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
      startsAt >= now && !taken.some((other) => other.startsAt < endsAt && startsAt < other.endsAt),
  );
}
