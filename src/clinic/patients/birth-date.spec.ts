import { birthDateFault, dayOf, todays } from './birth-date.js';

const TODAY = '2026-03-01';

it.each(['1900-01-01', '2024-02-29', '2026-03-01'])('takes %s', (value) => {
  expect(birthDateFault(value, TODAY)).toBeUndefined();
});

it.each([
  ['1984-3-9', 'must be a date as YYYY-MM-DD'],
  ['09/03/1984', 'must be a date as YYYY-MM-DD'],
  ['1984-03-09T00:00:00Z', 'must be a date as YYYY-MM-DD'],
  ['', 'must be a date as YYYY-MM-DD'],
  [19840309, 'must be a date as YYYY-MM-DD'],
  [null, 'must be a date as YYYY-MM-DD'],
  ['2023-02-29', 'must be a day that the calendar has'],
  ['1984-13-01', 'must be a day that the calendar has'],
  ['1899-12-31', 'must not be before 1900-01-01'],
  ['2026-03-02', 'must not be in the future'],
])('refuses %j: %s', (value, fault) => {
  expect(birthDateFault(value, TODAY)).toBe(fault);
});

it('shows a day without its midnight', () => {
  expect(dayOf(new Date('1984-03-09'))).toBe('1984-03-09');
});

it('knows the days that are today somewhere', () => {
  expect(todays(Date.parse('2026-03-01T11:00:00Z'))).toEqual({ first: '2026-02-28', last: '2026-03-02' });
  expect(todays(Date.parse('2026-03-01T09:00:00Z'))).toEqual({ first: '2026-02-28', last: '2026-03-01' });
});
