import { type OpenSpan, openingHoursFault } from './opening-hours.js';

const span = (opens: string, closes: string, weekday: OpenSpan['weekday'] = 'MONDAY'): OpenSpan => ({
  weekday,
  opens,
  closes,
});

it('takes hours that touch, and the same hours of several days', () => {
  expect(openingHoursFault([])).toBeUndefined();
  expect(openingHoursFault([span('08:00', '12:00'), span('12:00', '18:00')])).toBeUndefined();
  expect(openingHoursFault([span('08:00', '12:00'), span('08:00', '12:00', 'SUNDAY')])).toBeUndefined();
});

it('says which hours end before they begin, or overlap', () => {
  expect(openingHoursFault([span('12:00', '12:00')])).toMatch(/12:00 and close at 12:00/);
  expect(openingHoursFault([span('13:00', '18:00'), span('08:00', '13:01')])).toBe(
    'must not overlap: MONDAY 13:00-18:00 and 08:00-13:01',
  );
});
