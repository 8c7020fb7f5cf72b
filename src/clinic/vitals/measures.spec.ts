import { faultTogether } from './measures.js';

it.each([{ pulse: 0 }, { systolic: 120, diastolic: 80 }, { weight: 3.2, systolic: null, diastolic: null }])(
  'takes %j',
  (measured) => {
    expect(faultTogether(measured)).toBeUndefined();
  },
);

it.each([
  [{}, /^Give at least one of systolic, diastolic, pulse/],
  [{ pulse: null }, /^Give at least one/],
  [{ systolic: 120 }, /needs both/],
  [{ diastolic: 80, systolic: null }, /needs both/],
  [{ systolic: 80, diastolic: 80 }, /must be lower/],
])('refuses %j', (measured, fault) => {
  expect(faultTogether(measured)).toMatch(fault);
});
