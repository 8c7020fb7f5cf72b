import { useApp } from '../support/app.js';

const app = useApp();

const login = (body: unknown) => app.anonymous.post('/api/auth/login', body);

it('answers an unknown address with a problem', async () => {
  const reply = await app.anonymous.get('/api/nowhere?secret=1').expect(404);
  expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(reply.body).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    code: 'not-found',
    detail: expect.any(String),
    instance: '/api/nowhere',
    requestId: reply.headers.get('x-request-id'),
  });
});

it('names every field that is wrong', async () => {
  const { body } = await login({ email: 'nobody', password: 7, remember: true }).expect(400);
  expect(body).toMatchObject({
    code: 'validation-failed',
    errors: expect.arrayContaining([
      { field: 'email', message: 'email must be an email' },
      { field: 'password', message: expect.stringContaining('password must be') },
      { field: 'remember', message: 'remember is not known here' },
    ]),
  });
});

it('names the fields of a body that is missing altogether', async () => {
  const { body } = await login(undefined).expect(400);
  expect(body.errors).toEqual([
    { field: 'email', message: 'email is missing' },
    { field: 'password', message: 'password is missing' },
  ]);
});

it('gives the code of the exception to the client and its cause to nobody', async () => {
  const reply = await login({ email: 'nobody@clinic.example', password: 'wrong' }).expect(401);
  expect(reply.body).toMatchObject({ code: 'invalid-credentials', title: 'Unauthorized' });
  expect(reply.text).not.toContain('unknown-user');
});

it('takes over a harmless request id and replaces any other', async () => {
  const kept = await app.anonymous.get('/api/nowhere').set('x-request-id', 'trace-42.a_b');
  expect([kept.headers.get('x-request-id'), kept.body.requestId]).toEqual(['trace-42.a_b', 'trace-42.a_b']);
  const replaced = await app.anonymous.get('/api/nowhere').set('x-request-id', 'a"b');
  expect(replaced.body.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
});
