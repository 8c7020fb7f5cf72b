const DAY = 86_400_000;

/** The calendar day that clocks in this time zone show at the moment, as YYYY-MM-DD. */
export function dayIn(timeZone: string, moment: Date): string {
  return wallClock(timeZone, moment.getTime()).toISOString().slice(0, 10);
}

/**
 * The moment at which clocks in this time zone show the day and the time. A time that they skip (when they are put
 * forward) is taken as if they had not been; of a time that they show twice it is the first.
 */
export function instantAt(day: string, time: string, timeZone: string): Date {
  const shown = Date.parse(`${day}T${time}:00Z`);
  // Clocks change at most once within a day: one of the two offsets around the time is the right one.
  const before = offsetAt(timeZone, shown - DAY);
  const after = offsetAt(timeZone, shown + DAY);
  const first = shown - Math.max(before, after);
  const second = shown - Math.min(before, after);
  if (wallClock(timeZone, first).getTime() === shown) return new Date(first);
  return new Date(wallClock(timeZone, second).getTime() === shown ? second : shown - before);
}

/** A time zone by a name of the IANA database, such as America/Sao_Paulo; never an offset. */
export function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string' || !/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function offsetAt(timeZone: string, instant: number): number {
  return wallClock(timeZone, instant).getTime() - Math.floor(instant / 1000) * 1000;
}

/** What clocks show, as if it were UTC; to the second. */
function wallClock(timeZone: string, instant: number): Date {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const shown = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type)!;
  return new Date(Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')));
}
