import { Prisma } from '../../generated/prisma/client.js';
import { isAmount, money } from './money.js';

it.each(['0.01', '0.1', '1', '120.5', '120.50', '9999999.99'])('takes %s', (value) => {
  expect(isAmount(value)).toBe(true);
});

it.each(['0', '0.00', '-1', '+1', '1.005', '1.', '.5', '01', '1e3', '10000000', '1,50', ' 1', '1\n', 'NaN', '', 120.5])(
  'refuses %j',
  (value) => {
    expect(isAmount(value)).toBe(false);
  },
);

it('shows two decimals, exactly', () => {
  expect(['120.5', '0.1', '9999999.99', '0'].map((text) => money(new Prisma.Decimal(text)))).toEqual([
    '120.50',
    '0.10',
    '9999999.99',
    '0.00',
  ]);
});
