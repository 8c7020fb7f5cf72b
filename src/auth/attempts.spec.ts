import { Attempts } from './attempts.js';

it('counts in a window and starts anew when it is over', () => {
  const attempts = new Attempts(10_000, 10);
  attempts.count('a', 0);
  attempts.count('a', 4_000);
  expect(attempts.counted('a', 5_000)).toBe(2);
  expect(attempts.secondsLeft('a', 5_000)).toBe(5);
  expect(attempts.counted('a', 10_000)).toBe(0);
  attempts.count('a', 11_000);
  expect(attempts.counted('a', 12_000)).toBe(1);
});

it('forgets the key that was counted longest ago when it knows too many', () => {
  const attempts = new Attempts(10_000, 2);
  for (const key of ['a', 'b', 'a', 'c']) attempts.count(key, 0);
  expect(['a', 'b', 'c'].map((key) => attempts.counted(key, 1))).toEqual([2, 0, 1]);
});
