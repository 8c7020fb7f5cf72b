import { instantAt } from '../../clinic/settings/clinic-time.js';

const DAY = 86_400_000;
const TIMES = [8, 9, 10, 11, 13, 14, 15, 16, 17].flatMap((hour) => [`${hour}:00`, `${hour}:30`]);
// The stride has no common factor with the number of slots: steps of that width visit each once, and spread them.
const PAST = { days: 65, stride: 727, dayOf: (day: number) => -1 - day };
const COMING = { days: 20, stride: 223, dayOf: (day: number) => 1 + day };

/** A practitioner's nth slot of the thirteen weeks before today; undefined when there are no more. */
export function pastSlot(nth: number, today: string, timeZone: string): Date | undefined {
  return slot(nth, PAST, today, timeZone);
}

/** His nth slot of the four weeks after today. */
export function comingSlot(nth: number, today: string, timeZone: string): Date | undefined {
  return slot(nth, COMING, today, timeZone);
}

function slot(nth: number, { days, stride, dayOf }: typeof PAST, today: string, timeZone: string): Date | undefined {
  const all = days * TIMES.length;
  if (nth >= all) return undefined;
  const at = (nth * stride) % all;
  const day = weekday(today, dayOf(Math.floor(at / TIMES.length)));
  return instantAt(day, TIMES[at % TIMES.length]!.padStart(5, '0'), timeZone);
}

/** The day so many weekdays after (or before) the given one. */
function weekday(from: string, distance: number): string {
  let day = Date.parse(from);
  for (let left = Math.abs(distance); left > 0;) {
    day += Math.sign(distance) * DAY;
    if (![0, 6].includes(new Date(day).getUTCDay())) left--;
  }
  return new Date(day).toISOString().slice(0, 10);
}
