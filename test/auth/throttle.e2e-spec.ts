import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const app = useApp({ TRUSTED_PROXIES: '127.0.0.1' });
const login = (email: string, password: string, from: string) =>
  app.anonymous.post('/api/auth/login', { email, password }).set('x-forwarded-for', from);

it('refuses an account from one address after ten wrong passwords, and says for how long', async () => {
  const { email, password } = await aUser(app);
  for (let attempt = 0; attempt < 10; attempt++) await login(email, 'wrong', '192.0.2.1').expect(401);
  const reply = await login(email, password, '192.0.2.1').expect(429);
  expect(reply.body).toMatchObject({ code: 'too-many-attempts' });
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(800);
});

it('lets the owner in from elsewhere while 500 wrong passwords come from one address', async () => {
  const { email, password } = await aUser(app);
  const guesses = await Promise.all(Array.from({ length: 500 }, () => login(email, 'wrong', '192.0.2.2')));
  const checked = guesses.filter(({ status }) => status === 401).length;
  expect(checked).toBeGreaterThanOrEqual(10);
  // As many checks run at a time as the machine has cores, at most four: so many may pass the gate together.
  expect(checked).toBeLessThanOrEqual(13);
  expect(guesses.every(({ status }) => status === 401 || status === 429 || status === 503)).toBe(true);
  await login(email, password, '192.0.2.3').expect(200);
});

it('never refuses the owner however many addresses guess: it only answers later', async () => {
  const { email, password } = await aUser(app);
  for (let host = 1; host <= 28; host++) await login(email, 'wrong', `198.51.100.${host}`).expect(401);
  const started = performance.now();
  await login(email, password, '203.0.113.9').expect(200);
  expect(performance.now() - started).toBeGreaterThan(350);
});

it('refuses an address that tries one password on many accounts', async () => {
  const statuses: number[] = [];
  for (let user = 0; user < 105; user++) {
    statuses.push((await login(`user${user}@clinic.example`, 'wrong', '2001:db8::7')).status);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(100);
  // The neighbour in the same network is the same customer; another network is not.
  await login('fresh@clinic.example', 'wrong', '2001:db8::8').expect(429);
  await login('fresh@clinic.example', 'wrong', '2001:db8:0:1::8').expect(401);
});

it('starts anew after a right password', async () => {
  const { email, password } = await aUser(app);
  for (let round = 0; round < 3; round++) {
    for (let attempt = 0; attempt < 5; attempt++) await login(email, 'wrong', '192.0.2.4').expect(401);
    await login(email, password, '192.0.2.4').expect(200);
  }
});

it('counts wrong current passwords too', async () => {
  const { email } = await aUser(app);
  const { client } = await app.signIn(email);
  const change = () =>
    client.post('/api/auth/password', { currentPassword: 'wrong', newPassword: 'seven quiet herons by the lake' });
  for (let attempt = 0; attempt < 10; attempt++) await change().expect(403);
  await change().expect(429);
});

it('records who was refused and why, as a failed login', async () => {
  const { email } = await aUser(app);
  for (let attempt = 0; attempt < 11; attempt++) await login(email, 'wrong', '192.0.2.5');
  const records = await app.recorded();
  expect(records.at(-1)).toMatchObject({
    event: 'session.login',
    outcome: 'FAILURE',
    ip: '192.0.2.5',
    details: { reason: 'throttled', email },
  });
});
