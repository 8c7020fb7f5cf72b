import { hash } from '@node-rs/argon2';
import { NO_PASSWORD, Passwords } from './passwords.service.js';

const passwords = new Passwords();
const owner = { email: 'nora@clinic.example', name: 'Nora Lind' };
const PASSWORD = 'seven quiet herons by the lake';

it('knows the password again that it hashed', async () => {
  const stored = await passwords.hashNew(PASSWORD, owner);
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  await expect(passwords.matches(stored, PASSWORD)).resolves.toBe(true);
  await expect(passwords.matches(stored, `${PASSWORD} `)).resolves.toBe(false);
});

it('takes the cost from the stored hash', async () => {
  const cheap = await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });
  await expect(passwords.matches(cheap, PASSWORD)).resolves.toBe(true);
});

it('takes two spellings of one letter for the same', async () => {
  const stored = await passwords.hashNew('sieben schöne Reiher am See', owner);
  await expect(passwords.matches(stored, 'sieben scho\u0308ne Reiher am See')).resolves.toBe(true);
});

it.each([undefined, NO_PASSWORD])('matches nothing where there is no password (%p)', async (stored) => {
  for (const guess of ['nobody has this password', NO_PASSWORD, '']) {
    await expect(passwords.matches(stored, guess)).resolves.toBe(false);
  }
});

it('does the same work for an unknown user as for a wrong password', async () => {
  const stored = await passwords.hashNew(PASSWORD, owner);
  const cpuOf = async (passwordHash: string | undefined) => {
    const before = process.cpuUsage();
    for (let round = 0; round < 10; round++) await passwords.matches(passwordHash, 'wrong');
    return process.cpuUsage(before).user;
  };
  const [known, unknown] = [await cpuOf(stored), await cpuOf(undefined)];
  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});

it('turns away what has no room to wait', async () => {
  const checks = Array.from({ length: 300 }, () => passwords.matches(undefined, 'wrong', stop).catch(String));
  const said = await Promise.all(checks.map((check) => Promise.resolve(check)));
  expect(said.filter((text) => /gate/.test(String(text))).length).toBeGreaterThanOrEqual(200);
  expect(said.filter((text) => /Too many passwords/.test(String(text))).length).toBeGreaterThan(90);
});

function stop(): never {
  throw new Error('the gate');
}
