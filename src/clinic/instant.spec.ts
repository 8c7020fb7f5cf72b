import { instantFault } from './instant.js';

it.each(['2026-03-09T14:30Z', '2024-02-29T23:59:59.999+10:00', '1900-01-01T00:00:00Z'])('takes %s', (value) => {
  expect(instantFault(value)).toBeUndefined();
});

it.each([
  ['2026-03-09', 'must be a time with its offset, as 2026-03-09T14:30:00Z'],
  ['2026-03-09T14:30:00', 'must be a time with its offset, as 2026-03-09T14:30:00Z'],
  [1_773_066_600_000, 'must be a time with its offset, as 2026-03-09T14:30:00Z'],
  [null, 'must be a time with its offset, as 2026-03-09T14:30:00Z'],
  ['2026-02-30T10:00:00Z', 'must be a time that the calendar has'],
  ['2026-13-01T10:00:00Z', 'must be a time that the calendar has'],
  ['2026-03-09T24:30:00Z', 'must be a time that the calendar has'],
  ['1899-12-31T10:00:00Z', 'must not be before 1900'],
  ['9999-01-01T00:00:00Z', 'must not be after 9998'],
  ['9999-12-31T23:58:00-22:00', 'must not be after 9998'],
])('refuses %j: %s', (value, fault) => {
  expect(instantFault(value)).toBe(fault);
});
