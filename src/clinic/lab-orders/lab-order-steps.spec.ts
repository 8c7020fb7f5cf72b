import { illegalStep } from '../steps.js';
import { LAB_ORDER_STEPS } from './lab-order-steps.js';

it('never leads back, and ends with a result or without', () => {
  const order = ['ORDERED', 'COLLECTED', 'RESULTED', 'CANCELLED'] as const;
  for (const from of order) {
    for (const to of LAB_ORDER_STEPS[from]) expect(order.indexOf(to)).toBeGreaterThan(order.indexOf(from));
  }
  expect(order.filter((status) => LAB_ORDER_STEPS[status].length === 0)).toEqual(['RESULTED', 'CANCELLED']);
});

it('names what is legal where it refuses', () => {
  expect(illegalStep(LAB_ORDER_STEPS, 'lab order', 'COLLECTED', 'ORDERED').message).toBe(
    'This lab order is COLLECTED and cannot become ORDERED: from there it may become RESULTED or CANCELLED',
  );
});

it('says of what is no status that it cannot be done', () => {
  expect(illegalStep(LAB_ORDER_STEPS, 'lab order', 'RESULTED', 'changed').message).toBe(
    'This lab order is RESULTED and cannot be changed: that is final',
  );
});

it('does not call a status out of reach that is there already', () => {
  expect(illegalStep(LAB_ORDER_STEPS, 'lab order', 'RESULTED', 'RESULTED').message).toBe(
    'This lab order is RESULTED already: that is final',
  );
});
