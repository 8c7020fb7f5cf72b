import { connect } from 'node:net';
import { useApp } from '../support/app.js';

const app = useApp();
const login = (body: unknown) => app.anonymous.post('/api/auth/login', body);
const credentials = (extra = '') => `{"email":"doctor@clinic.example","password":"wrong"${extra}}`;

it.each([
  ['not JSON', '{"email":', 'malformed-body'],
  ['nested 100,000 levels deep', '['.repeat(100_000) + ']'.repeat(100_000), 'malformed-body'],
  ['with a key twice', credentials(',"email":"admin@clinic.example"'), 'malformed-body'],
  ['with __proto__', credentials(',"__proto__":{"roles":["ADMIN"]}'), 'malformed-body'],
  ['with constructor', credentials(',"constructor":{"prototype":{}}'), 'malformed-body'],
  ['with U+0000', '{"email":"a\\u0000@clinic.example","password":"wrong"}', 'malformed-body'],
  ['with half a surrogate pair', '{"email":"doctor@clinic.example","password":"\\ud800"}', 'malformed-body'],
  ['with a number beyond JavaScript', '{"email":1e999,"password":"wrong"}', 'malformed-body'],
  ['with an array for a text', '{"email":["doctor@clinic.example"],"password":"wrong"}', 'validation-failed'],
  ['with an object for a text', '{"email":"doctor@clinic.example","password":{"length":9}}', 'validation-failed'],
  ['that is an array', '[]', 'validation-failed'],
  ['that is a text', '"text"', 'validation-failed'],
  ['that is null', 'null', 'validation-failed'],
])('answers 400 to a body %s', async (_, body, code) => {
  const start = performance.now();
  expect((await login(body).expect(400)).body).toMatchObject({ status: 400, code });
  expect(performance.now() - start).toBeLessThan(1_000);
});

it('answers 413 to a body of more than 1 MB', async () => {
  const reply = await login(JSON.stringify({ email: 'x'.repeat(1024 * 1024) })).expect(413);
  expect(reply.body.code).toBe('body-too-large');
});

it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/xml', 'nonsense'])(
  'answers 415 to a body of type %s',
  async (type) => {
    const reply = await login('email=doctor@clinic.example').set('content-type', type).expect(415);
    expect(reply.body.code).toBe('unsupported-media-type');
  },
);

it.each([
  ['/api/users/%zz', 400, 'malformed-url'],
  ['/api/users/%ff', 400, 'malformed-url'],
  ['/api/users?q=100%', 400, 'malformed-url'],
  ['/api/users/%00', 400, 'malformed-url'],
  ['/api/users?q=a%00b', 400, 'malformed-url'],
  ['/api/users?q=%ed%a0%80', 400, 'malformed-url'],
  ['/api/auth/me?__proto__=1', 400, 'malformed-url'],
  [`/api/users/${'x'.repeat(9_000)}`, 414, 'url-too-long'],
])('refuses the address %.40s', async (path, status, code) => {
  const reply = await app.anonymous.get(path).expect(status);
  expect(reply.body).toMatchObject({ status, code, requestId: reply.headers.get('x-request-id') });
});

it.each(['?page[size]=1', '?a=1&a=2', '?verbose'])('refuses the query %s where none is taken', async (query) => {
  const reply = await app.as('DOCTOR').get(`/api/auth/me${query}`).expect(400);
  expect(reply.body.code).toBe('validation-failed');
  await app.anonymous.get(`/api/auth/me${query}`).expect(401);
});

it('answers 405 and names the methods where the address exists', async () => {
  const reply = await app.anonymous.delete('/api/auth/login').expect(405);
  expect(reply.headers.get('allow')).toBe('POST');
  expect(reply.body).toMatchObject({ code: 'method-not-allowed' });
});

it.each([
  ['that is no HTTP', 'HELO server\r\n\r\n', 400],
  ['with U+0000 in a header', 'GET /api/auth/me HTTP/1.1\r\nhost: x\r\nx-a: a\0b\r\n\r\n', 400],
  ['with more than 16 kB of headers', `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  [
    'whose length contradicts itself',
    'POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n',
    400,
  ],
])('answers what is sent %s with a problem', async (_, bytes, status) => {
  const [head, body] = (await exchange(bytes)).split('\r\n\r\n') as [string, string];
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(head).toContain('content-type: application/problem+json');
  const requestId = /x-request-id: (.+)/.exec(head)?.[1];
  expect(JSON.parse(body)).toMatchObject({ status, requestId, detail: expect.stringMatching(/\S/) });
});

it('says how to write an address that came with raw characters', async () => {
  const [, body] = (await exchange('GET /api/patients?search=N\u00e9lson HTTP/1.1\r\nhost: x\r\n\r\n')).split(
    '\r\n\r\n',
  );
  expect(JSON.parse(body!)).toMatchObject({
    status: 400,
    code: 'malformed-url',
    detail: expect.stringContaining('percent-encode the address'),
  });
});

it('puts the protective headers on answers and errors alike', async () => {
  for (const path of ['/api/nowhere', '/api/%zz', '/api/auth/me']) {
    const { headers } = await app.anonymous.get(path);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  }
});

function exchange(bytes: string): Promise<string> {
  const { hostname, port } = new URL(app.url);
  return new Promise((ok, no) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => ok(answer));
    socket.on('error', no);
  });
}
