import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { PrismaService } from '../../src/database/prisma.service.js';
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

describe('of a failed query', () => {
  const CANARY = 'canary-query-51c2';
  const lookAlike = `${CANARY}\n    at ${CANARY} (file.ts:1:1)`;
  const id = '01890000-0000-7000-8000-000000000000';
  const prisma = () => app.nest.get(PrismaService, { strict: false });

  it.each([
    [
      'an argument that the query engine cannot take',
      'PrismaClientValidationError',
      () => prisma().progressNote.updateMany({ where: { id, version: 1e21 }, data: { text: lookAlike } }),
    ],
    [
      'an argument of the wrong kind',
      'PrismaClientValidationError',
      () => prisma().progressNote.update({ where: { id }, data: { text: lookAlike, version: 'one' as never } }),
    ],
    [
      'a value that the database refuses',
      'PrismaClientKnownRequestError',
      () => prisma().$queryRaw`SELECT ${lookAlike}::text::uuid`,
    ],
    ['a value that a driver on its own is refused', 'error', () => app.db.query('SELECT $1::text::uuid', [lookAlike])],
  ])('%s stays out, and where it failed is said', async (_, type, failing) => {
    const error: unknown = await Promise.resolve(failing()).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toContain(CANARY);
    new Logger('Somewhere').error(error);
    new Logger('Somewhere').error('It failed', new Error('the outer one', { cause: error }));
    expect(text()).not.toContain(CANARY);
    const [alone, within] = lines().slice(-2) as unknown as { msg: string; err: Record<string, never> }[];
    expect(alone).toMatchObject({ msg: type, err: { type, stack: expect.stringMatching(/^\s+at /) } });
    expect(within!.err).toMatchObject({ message: 'the outer one', cause: alone!.err });
  });

  it('keeps the code and the model', async () => {
    const error: unknown = await prisma()
      .progressNote.update({ where: { id }, data: { text: CANARY } })
      .catch((thrown: unknown) => thrown);
    new Logger('Somewhere').error(error);
    expect(lines().at(-1)).toMatchObject({ err: { code: 'P2025', model: 'ProgressNote' } });
  });
});
