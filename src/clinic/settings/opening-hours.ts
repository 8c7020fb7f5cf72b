export const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A part of a weekday in which the clinic is open, in its own time: 08:00 to 12:00. */
export interface OpenSpan {
  weekday: Weekday;
  opens: string;
  closes: string;
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
