import { saysWhy } from './stated-reason.js';

it.each([
  'Emergency admission',
  'Court order 12',
  'Emergência: dor no tórax',
  'Ward round',
  'Emergency',
  'Срочная госпитализация',
  '患者本人からの開示請求です',
])('takes %j', (reason) => {
  expect(saysWhy(reason)).toBe(true);
});

it.each([
  '',
  '.',
  '..........',
  '1234567890',
  'xxxxxxxxxx',
  'Curious',
  'ababababab',
  'short    ',
  '🚑🚑🚑🚑🚑🚑🚑🚑🚑🚑',
])('takes %j for no reason', (reason) => {
  expect(saysWhy(reason)).toBe(false);
});
