import { maskedName, toPerson } from './access-person.js';

it.each([
  ['Ana Souza', 'A••• S•••'],
  [' Íris  de Nóbrega ', 'Í•••  d••• N•••'],
  ['X', 'X•••'],
  ['𝒜da', '𝒜•••'],
])('masks %j as %j', (name, masked) => {
  expect(maskedName(name)).toBe(masked);
});

it('hides who it was, and nothing of a job', () => {
  const actor = { type: 'USER', id: '7', name: 'Ana Souza', email: 'ana@clinic.example', roles: ['NURSE'] } as const;
  const of = (type: 'USER' | 'DATABASE' | 'SYSTEM', masked: boolean) =>
    toPerson({ number: 3, actor: { ...actor, roles: ['NURSE'], type } }, masked);
  const hidden = { pseudonym: 'Person 3', id: null, name: 'A••• S•••', email: null, roles: ['NURSE'] };
  expect(of('USER', true)).toEqual({ ...hidden, type: 'USER' });
  expect(of('DATABASE', true)).toEqual({ ...hidden, type: 'DATABASE' });
  expect(of('SYSTEM', true)).toEqual({ pseudonym: 'Person 3', ...actor, type: 'SYSTEM' });
  expect(of('USER', false)).toEqual({ pseudonym: 'Person 3', ...actor });
});
