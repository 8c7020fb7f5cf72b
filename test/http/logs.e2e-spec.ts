import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { useApp } from '../support/app.js';

const directory = mkdtempSync(join(tmpdir(), 'custodia-log-'));
const file = join(directory, 'logs', 'custodia.log');
const app = useApp({ LOG_LEVEL: 'trace', LOG_FILE: file });

afterAll(() => rmSync(directory, { recursive: true }));

interface Line {
  time: string;
  level: string;
  msg: string;
  requestId?: string;
  [member: string]: unknown;
}
const text = () => readFileSync(file, 'utf8');
const lines = () =>
  text()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const lineOf = (requestId: string) => lines().find((line) => line.requestId === requestId);

it('writes one line for each request, with who, where, how and how long', async () => {
  await app.as('DOCTOR').get('/api/auth/me').set('x-request-id', 'the-request').expect(200);
  expect(lineOf('the-request')).toMatchObject({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    level: 'info',
    userId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    method: 'GET',
    route: '/api/auth/me',
    status: 200,
    duration: expect.any(Number),
  });
});

it('names the problem of a refusal', async () => {
  await app.anonymous.get('/api/auth/me').set('x-request-id', 'the-refusal').expect(401);
  expect(lineOf('the-refusal')).toMatchObject({ status: 401, code: 'token-missing' });
});

it('takes what is said through the logger of Nest', () => {
  new Logger('Somewhere').error(new Error('it broke'));
  expect(lines().at(-1)).toMatchObject({
    level: 'error',
    context: 'Somewhere',
    msg: 'it broke',
    err: { message: 'it broke', stack: expect.stringContaining('logs.e2e-spec') },
  });
});

it('never writes a secret, a body or a query', async () => {
  const canary = (place: string) => `canary-${place}-7f3a`;
  await app.anonymous
    .post(`/api/auth/login?token=${canary('query')}`, {
      email: `${canary('email')}@clinic.example`,
      password: canary('password'),
    })
    .set('authorization', `Bearer ${canary('authorization')}`)
    .set('cookie', `session=${canary('cookie')}`)
    .set('x-api-key', canary('header'));
  await app.anonymous.post('/api/auth/login', {
    email: `${canary('email')}@clinic.example`,
    password: canary('password'),
  });
  await app.anonymous.post('/api/auth/login', `{"password":"${canary('malformed')}"`);
  await app.anonymous.get('/api/auth/me').set('authorization', `Bearer ${canary('token')}`);
  await app.anonymous.get(`/api/nowhere?q=${canary('unknown')}`);
  await app.anonymous.get(`/api/auth/me?q=${canary('broken')}%`);
  await app.anonymous.post('/api/auth/refresh', { refreshToken: canary('refresh') });
  new Logger('Careless').log({ user: { password: canary('logged') } });
  expect(lines().length).toBeGreaterThan(5);
  expect(text()).not.toContain('canary');
});
