export const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A part of a weekday in which the clinic is open, in its own time: 08:00 to 12:00. */
export interface OpenSpan {
  weekday: Weekday;
  opens: string;
  closes: string;
}

/** The hours of a calendar day, in order; those that touch are one. */
export function hoursOf(day: string, hours: readonly OpenSpan[]): OpenSpan[] {
  const weekday = weekdayOf(day);
  const ofDay = hours.filter((span) => span.weekday === weekday).sort((a, b) => a.opens.localeCompare(b.opens));
  return ofDay.reduce<OpenSpan[]>((joined, span) => {
    const last = joined.at(-1);
    return last?.closes === span.opens ? [...joined.slice(0, -1), { ...last, closes: span.closes }] : [...joined, span];
  }, []);
}

export function weekdayOf(day: string): Weekday {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]!;
}

/** What is wrong with them together; undefined if nothing is. Each by itself is well-formed. */
export function openingHoursFault(hours: readonly OpenSpan[]): string | undefined {
  for (const [index, { weekday, opens, closes }] of hours.entries()) {
    if (opens >= closes) return `must not open at ${opens} and close at ${closes}: hours end after they begin`;
    const other = hours
      .slice(index + 1)
      .find((later) => later.weekday === weekday && later.opens < closes && opens < later.closes);
    if (other) return `must not overlap: ${weekday} ${opens}-${closes} and ${other.opens}-${other.closes}`;
  }
  return undefined;
}
