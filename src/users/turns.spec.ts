import { Turns } from './turns.js';

const settle = () => new Promise((ok) => setImmediate(ok));

it('runs as many at a time as it may and turns away what has no room to wait', async () => {
  const turns = new Turns(2, 1);
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((ok) => ends.push(ok));

  const accepted = [turns.run(work), turns.run(work), turns.run(work)];
  expect(turns.run(work)).toBeUndefined();
  expect(ends).toHaveLength(2);

  ends[0]!();
  await settle();
  expect(ends).toHaveLength(3);
  for (const end of ends) end();
  await Promise.all(accepted.map((result) => Promise.resolve(result)));
});

it('gives the turn on when the work fails', async () => {
  const turns = new Turns(1, 1);
  const failing = turns.run(() => Promise.reject(new Error('no')));
  const next = turns.run(() => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});
