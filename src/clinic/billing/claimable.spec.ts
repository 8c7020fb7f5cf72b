import { claimableAfter, claimableOf } from './claimable.js';

const of = (paid: string, refunded = '0.00') => ({ status: 'PAID', total: '300.00', paid, refunded }) as const;

it('is what was invoiced and not given back, whatever was paid', () => {
  expect(claimableOf(of('0.00')).toFixed(2)).toBe('300.00');
  expect(claimableOf(of('300.00', '20.50')).toFixed(2)).toBe('279.50');
});

it.each([
  ['300.00', '0.00', '20.50', '279.50'],
  ['300.00', '100.00', '199.99', '0.01'],
  ['300.00', '100.00', '200.00', '0.00'],
  ['100.00', '0.00', '99.99', '200.01'],
])('of %s paid and %s given back, a refund of %s leaves %s', (paid, refunded, amount, left) => {
  expect(claimableAfter(of(paid, refunded), amount).toFixed(2)).toBe(left);
});

it('is nothing once all that was paid is given back', () => {
  expect(claimableAfter(of('100.00'), '100.00').toFixed(2)).toBe('0.00');
  expect(claimableOf({ ...of('100.00', '100.00'), status: 'REFUNDED' }).toFixed(2)).toBe('0.00');
});
