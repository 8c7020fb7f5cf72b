import { freeSlots, isOpen, isPast, slotsOf } from './slots.js';

const opening = {
  timeZone: 'America/Sao_Paulo',
  slotMinutes: 45,
  openingHours: [
    { weekday: 'FRIDAY', opens: '13:00', closes: '14:00' },
    { weekday: 'FRIDAY', opens: '08:00', closes: '10:00' },
    { weekday: 'SUNDAY', opens: '08:00', closes: '09:00' },
  ],
} as const;
const starts = (slots: { startsAt: Date }[]) => slots.map(({ startsAt }) => startsAt.toISOString().slice(0, 16));

it('cuts the opening hours of a day into whole slots', () => {
  expect(starts(slotsOf('2026-11-20', opening))).toEqual(['2026-11-20T11:00', '2026-11-20T11:45', '2026-11-20T16:00']);
  expect(slotsOf('2026-11-21', opening)).toEqual([]);
});

it('loses the hour that clocks skip', () => {
  const night = { weekday: 'SUNDAY', opens: '01:00', closes: '04:00' } as const;
  const slots = slotsOf('2026-10-04', { timeZone: 'Australia/Melbourne', slotMinutes: 60, openingHours: [night] });
  expect(starts(slots)).toEqual(['2026-10-03T15:00', '2026-10-03T16:00']);
});

it('leaves out what is taken, even in part, and what has begun', () => {
  const slots = slotsOf('2026-11-20', opening);
  const taken = [{ startsAt: new Date('2026-11-20T11:40Z'), endsAt: new Date('2026-11-20T11:45Z') }];
  expect(starts(freeSlots(slots, taken, new Date(0)))).toEqual(['2026-11-20T11:45', '2026-11-20T16:00']);
  expect(starts(freeSlots(slots, [], new Date('2026-11-20T11:50:00.001Z')))).toEqual(['2026-11-20T16:00']);
});

it('takes a time that began five minutes ago for now', () => {
  const startsAt = new Date('2026-11-20T11:45Z');
  expect(isPast(startsAt, new Date('2026-11-20T11:50:00.000Z'))).toBe(false);
  expect(isPast(startsAt, new Date('2026-11-20T11:50:00.001Z'))).toBe(true);
});

it.each([
  ['08:00', '08:30', true],
  ['09:30', '10:00', true],
  ['13:00', '14:00', true],
  ['07:59', '08:30', false],
  ['09:30', '10:01', false],
  ['10:00', '13:00', false],
  ['09:00', '13:30', false],
  ['14:00', '14:30', false],
])('finds the clinic open from %s to %s: %s', (from, to, open) => {
  const at = (time: string) => new Date(`2026-11-20T${time}-03:00`);
  expect(isOpen({ startsAt: at(from), endsAt: at(to) }, opening)).toBe(open);
});

it('takes the day and the hours from the clocks of the clinic', () => {
  const half = (startsAt: string) => ({
    startsAt: new Date(startsAt),
    endsAt: new Date(Date.parse(startsAt) + 1_800_000),
  });
  const late = [{ weekday: 'FRIDAY', opens: '20:00', closes: '23:30' }] as const;
  const night = { ...opening, openingHours: late };
  expect(isOpen(half('2026-11-21T02:00Z'), night)).toBe(true);
  expect(isOpen(half('2026-11-20T02:00Z'), night)).toBe(false);
});

it('joins hours that touch', () => {
  const openingHours = [
    { weekday: 'FRIDAY', opens: '12:00', closes: '13:00' },
    { weekday: 'FRIDAY', opens: '11:00', closes: '12:00' },
  ] as const;
  const joined = { ...opening, openingHours };
  expect(starts(slotsOf('2026-11-20', joined))).toEqual(['2026-11-20T14:00', '2026-11-20T14:45']);
  expect(isOpen({ startsAt: new Date('2026-11-20T14:45Z'), endsAt: new Date('2026-11-20T15:15Z') }, joined)).toBe(true);
});
