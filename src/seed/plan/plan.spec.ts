import { comingSlot, pastSlot } from './calendar.js';
import { Chance } from './chance.js';
import { cpfLike, medicareLike } from './document-number.js';
import { plannedPatient } from './patients.js';

const MANY = 10_000;
const ZONE = 'America/Sao_Paulo';

it('draws the same for the same seed, and something else for another', () => {
  const draws = (seed: number) => {
    const chance = new Chance('test', seed);
    return Array.from({ length: 20 }, () => chance.whole(1, 6));
  };
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
  expect(new Set(draws(1))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
});

it('gives every patient a document number of his own, in the shape of his country', () => {
  const patients = Array.from({ length: MANY }, (_, index) => plannedPatient(index).body);
  const numbers = patients.flatMap(({ documentNumber }) => documentNumber ?? []);
  expect(new Set(numbers.map((number) => number.replace(/\D/g, ''))).size).toBe(numbers.length);
  expect(numbers.length).toBeGreaterThan(MANY - 10);
  expect(cpfLike(77)).toMatch(/^\d{3}\.\d{3}\.\d{3}-\d{2}$/);
  expect(medicareLike(77)).toMatch(/^[2-6]\d{3} \d{5} \d$/);
});

// 111.444.777-35 is the number that explanations of the check digits use.
it('gives nobody a CPF that could be somebody’s', () => {
  const isReal = (cpf: string) => {
    const digits = Array.from(cpf.replace(/\D/g, ''), Number);
    return [9, 10].every((length) => {
      const sum = digits.slice(0, length).reduce((total, digit, at) => total + digit * (length + 1 - at), 0);
      return ((sum * 10) % 11) % 10 === digits[length];
    });
  };
  expect(isReal('111.444.777-35')).toBe(true);
  expect(Array.from({ length: MANY }, (_, index) => cpfLike(index)).filter(isReal)).toEqual([]);
});

it('keeps people apart: ordinals are counted by site', () => {
  const places = Array.from({ length: 500 }, (_, index) => plannedPatient(index)).map(
    ({ site, ordinal }) => `${site.name} ${ordinal}`,
  );
  expect(new Set(places).size).toBe(500);
});

it('gives every slot once, on weekdays of the thirteen weeks before and the four after', () => {
  const today = '2026-11-21';
  const slots = (of: typeof pastSlot) =>
    Array.from({ length: 2_000 }, (_, nth) => of(nth, today, ZONE)?.toISOString()).filter((slot) => slot !== undefined);
  const [past, coming] = [slots(pastSlot), slots(comingSlot)];
  expect([past.length, coming.length]).toEqual([65 * 18, 20 * 18]);
  expect(new Set([...past, ...coming]).size).toBe(past.length + coming.length);
  const [first, last] = [past.toSorted()[0]!, past.toSorted().at(-1)!];
  expect([first.slice(0, 10), last.slice(0, 10)]).toEqual(['2026-08-24', '2026-11-20']);
  expect(coming.toSorted()[0]!.slice(0, 10)).toBe('2026-11-23');
  expect(past.filter((slot) => [0, 6].includes(new Date(slot).getUTCDay()))).toEqual([]);
});
