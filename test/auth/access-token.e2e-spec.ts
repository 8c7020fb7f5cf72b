import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import jsonwebtoken, { type SignOptions } from 'jsonwebtoken';
import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const SECRET = 'a secret of the tests, 32 bytes or more';
const app = useApp();
const now = () => Math.floor(Date.now() / 1000);

let claims: { sub: string; sid: string };
let refreshToken: string;

beforeAll(async () => {
  const { email } = await aUser(app);
  const signedIn = await app.signIn(email);
  const { sub, sid } = jsonwebtoken.decode(signedIn.accessToken) as { sub: string; sid: string };
  claims = { sub, sid };
  refreshToken = signedIn.refreshToken;
});

const token = (payload: object = {}, options: SignOptions = {}, secret = SECRET) =>
  jsonwebtoken.sign({ ...claims, ...payload }, secret, {
    algorithm: 'HS256',
    issuer: 'custodia',
    audience: 'custodia-api',
    expiresIn: 60,
    ...options,
  });
const without = (claim: string) => {
  const payload: Record<string, unknown> = { ...claims, iss: 'custodia', aud: 'custodia-api', exp: now() + 60 };
  delete payload[claim];
  return jsonwebtoken.sign(payload, SECRET, { algorithm: 'HS256' });
};
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const me = (authorization?: string) =>
  authorization === undefined
    ? app.anonymous.get('/api/auth/me')
    : app.anonymous.get('/api/auth/me').set('authorization', authorization);

it('accepts the token it issued', async () => {
  await me(`Bearer ${token()}`).expect(200);
});

const body = () => ({ ...claims, iss: 'custodia', aud: 'custodia-api', exp: now() + 60 });
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

it.each<[string, string, () => string]>([
  ['an unsigned token (alg none)', 'token-invalid', () => `${base64({ alg: 'none', typ: 'JWT' })}.${base64(body())}.`],
  ['alg NONE with a signature', 'token-invalid', () => `${base64({ alg: 'NONE', typ: 'JWT' })}.${base64(body())}.AAAA`],
  ['another HMAC algorithm', 'token-invalid', () => token({}, { algorithm: 'HS512' })],
  [
    'RS256 signed as HMAC with a public key',
    'token-invalid',
    () => {
      const unsigned = `${base64({ alg: 'RS256', typ: 'JWT' })}.${base64(body())}`;
      const pem = publicKey.export({ type: 'spki', format: 'pem' });
      return `${unsigned}.${createHmac('sha256', pem).update(unsigned).digest('base64url')}`;
    },
  ],
  [
    'our own HMAC under the name RS256',
    'token-invalid',
    () => {
      const unsigned = `${base64({ alg: 'RS256', typ: 'JWT' })}.${base64(body())}`;
      return `${unsigned}.${createHmac('sha256', SECRET).update(unsigned).digest('base64url')}`;
    },
  ],
  ['another secret', 'token-invalid', () => token({}, {}, 'another secret, which is not of this server')],
  [
    'an empty secret',
    'token-invalid',
    () => `${base64({ alg: 'HS256' })}.${base64(body())}.${createHmac('sha256', '').digest('base64url')}`,
  ],
  [
    'changed claims',
    'token-invalid',
    () => token().replace(/\.[^.]+\./, `.${base64({ ...body(), sub: randomUUID() })}.`),
  ],
  ['a wrong audience', 'token-invalid', () => token({}, { audience: 'custodia-api/verify-email' })],
  ['no audience', 'token-invalid', () => without('aud')],
  ['a wrong issuer', 'token-invalid', () => token({}, { issuer: 'somebody' })],
  ['an expired token', 'token-expired', () => token({}, { expiresIn: -1 })],
  ['a token that never expires', 'token-invalid', () => without('exp')],
  ['a token that is not valid yet', 'token-invalid', () => token({}, { notBefore: 30 })],
  ['no subject', 'token-invalid', () => without('sub')],
  ['an empty subject', 'token-invalid', () => token({ sub: '' })],
  ['a subject that is no id', 'token-invalid', () => token({ sub: "' OR 1=1 --" })],
  ['no session', 'token-invalid', () => without('sid')],
  ['an unknown user', 'token-invalid', () => token({ sub: randomUUID() })],
  ['an unknown session', 'session-ended', () => token({ sid: randomUUID() })],
  ['a refresh token', 'token-invalid', () => refreshToken],
  ['garbage', 'token-invalid', () => 'x.y.z'],
])('refuses %s', async (_, code, forged) => {
  const reply = await me(`Bearer ${forged()}`).expect(401);
  expect(reply.body).toMatchObject({ code });
  expect(reply.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
});

it("refuses another user's session", async () => {
  const other = await aUser(app);
  expect((await me(`Bearer ${token({ sub: other.id })}`).expect(401)).body).toMatchObject({ code: 'session-ended' });
});

it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic ZG9jdG9yOnBhc3N3b3Jk'])(
  'asks for a token when it gets %p',
  async (given) => {
    const reply = await me(given).expect(401);
    expect(reply.body).toMatchObject({ code: 'token-missing' });
    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/);
  },
);

it('refuses an access token where a refresh token belongs', async () => {
  await app.anonymous.post('/api/auth/refresh', { refreshToken: token() }).expect(400);
});

it('takes no token from a query', async () => {
  await app.anonymous.get(`/api/auth/me?access_token=${token()}`).expect(401);
});
