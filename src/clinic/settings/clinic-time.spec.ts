import { dayIn, instantAt, isTimeZone } from './clinic-time.js';

it.each([
  ['America/Sao_Paulo', '2026-11-20', '08:00', '2026-11-20T11:00:00.000Z'],
  ['UTC', '2026-02-28', '23:59', '2026-02-28T23:59:00.000Z'],
  ['Australia/Melbourne', '2026-07-01', '09:30', '2026-06-30T23:30:00.000Z'],
  ['Australia/Melbourne', '2026-01-01', '00:00', '2025-12-31T13:00:00.000Z'],
  ['Asia/Kathmandu', '2026-03-01', '00:15', '2026-02-28T18:30:00.000Z'],
  // Clocks go from 2:00 to 3:00 on October 4, 2026 …
  ['Australia/Melbourne', '2026-10-04', '01:59', '2026-10-03T15:59:00.000Z'],
  ['Australia/Melbourne', '2026-10-04', '02:30', '2026-10-03T16:30:00.000Z'],
  ['Australia/Melbourne', '2026-10-04', '03:00', '2026-10-03T16:00:00.000Z'],
  // … and back from 3:00 to 2:00 on April 5.
  ['Australia/Melbourne', '2026-04-05', '01:59', '2026-04-04T14:59:00.000Z'],
  ['Australia/Melbourne', '2026-04-05', '02:30', '2026-04-04T15:30:00.000Z'],
  ['Australia/Melbourne', '2026-04-05', '03:00', '2026-04-04T17:00:00.000Z'],
])('finds when clocks of %s show %s %s', (timeZone, day, time, instant) => {
  expect(instantAt(day, time, timeZone).toISOString()).toBe(instant);
});

it('knows which day it is elsewhere', () => {
  const moment = new Date('2026-11-20T02:30:00.123Z');
  expect(dayIn('America/Sao_Paulo', moment)).toBe('2026-11-19');
  expect(dayIn('Australia/Melbourne', moment)).toBe('2026-11-20');
});

it('takes names of time zones and no offsets', () => {
  expect(['UTC', 'America/Sao_Paulo', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3'].map(isTimeZone)).toEqual(
    Array(4).fill(true),
  );
  expect(['+03:00', 'Mars/Olympus', '', 'utc ', 'america/sao_paulo', 3, null].map(isTimeZone)).toEqual(
    Array(7).fill(false),
  );
});
