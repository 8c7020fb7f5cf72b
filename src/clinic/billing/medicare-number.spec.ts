import { isMedicareNumber } from './medicare-number.js';

it.each(['2123456701', '21234567011'])('takes %s', (value) => {
  expect(isMedicareNumber(value)).toBe(true);
});

it.each(['2123456711', '1123456701', '212345670', '21234567010', '212345670123', '2123 45670 1', 2123456701])(
  'refuses %j',
  (value) => {
    expect(isMedicareNumber(value)).toBe(false);
  },
);
