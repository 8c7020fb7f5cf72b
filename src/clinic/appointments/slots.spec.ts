import { freeSlots, slotsOf } from './slots.js';

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
  expect(starts(freeSlots(slots, [], new Date('2026-11-20T11:45:00.001Z')))).toEqual(['2026-11-20T16:00']);
});
