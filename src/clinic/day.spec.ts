import { isDay } from './day.js';

it('knows the days of the calendar', () => {
  expect(['2024-02-29', '2026-12-31'].map(isDay)).toEqual([true, true]);
  expect(['2026-02-29', '2026-13-01', '2026-1-1', '20261231', '0001-01-01', null].map(isDay)).toEqual(
    Array.from({ length: 6 }, () => false),
  );
});
