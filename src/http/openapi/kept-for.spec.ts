import { jest } from '@jest/globals';
import { keptFor } from './kept-for.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('asks once for all who come together or soon after, and again later', async () => {
  let asked = 0;
  const kept = keptFor(2_000, () => Promise.resolve(++asked));
  expect(await Promise.all([kept(), kept()])).toEqual([1, 1]);
  await jest.advanceTimersByTimeAsync(1_999);
  expect(await kept()).toBe(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(await kept()).toBe(2);
});

it('keeps no failure', async () => {
  let asked = 0;
  const kept = keptFor(2_000, () => (++asked === 1 ? Promise.reject(new Error('away')) : Promise.resolve(asked)));
  await expect(Promise.all([kept(), kept()])).rejects.toThrow('away');
  expect(await kept()).toBe(2);
});
