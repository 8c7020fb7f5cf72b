import { weaknessOf } from './password-rules.js';

const owner = { email: 'nora.lind@clinic.example', name: 'Nora Lind' };

it.each([
  'passwordpassword',
  'Password123456!',
  'P@ssw0rd2026!!',
  'iloveyou123456',
  'Welcome-Clinic-2026',
  'adminadmin2026',
  'trustno1trustno1',
  'senha123senha456',
  '123456789012',
  'qwertyuiop12',
  '1qaz2wsx3edc',
  'abcdefghijkl',
  'aaaaaaaaaaaaa',
  'xk7xk7xk7xk7xk7',
  'nora.lind2026',
  'NoraLind1234567',
  'nora.lind@clinic.example',
  '987654321098',
  'Gk2#vLq9!wR',
])('refuses %s', (password) => {
  expect(weaknessOf(password, owner)).toEqual(expect.any(String));
});

it.each([
  'correct horse battery staple',
  'seven quiet herons by the lake',
  'purple coffee river engine',
  'Gk2#vLq9!wRt5z',
  'tr0ubador & threnody',
])('accepts %s', (password) => {
  expect(weaknessOf(password, owner)).toBeUndefined();
});

it('answers in bounded time for the longest password', () => {
  const started = performance.now();
  for (const piece of ['a', 'ab', 'password', 'abcdef1']) weaknessOf(piece.repeat(256).slice(0, 256), owner);
  expect(performance.now() - started).toBeLessThan(200);
});
