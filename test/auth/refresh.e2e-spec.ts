import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const app = useApp();
const refresh = (refreshToken: string) => app.anonymous.post('/api/auth/refresh', { refreshToken });
const open = async () => app.signIn((await aUser(app)).email);

it('exchanges a refresh token for new tokens that work', async () => {
  const { refreshToken } = await open();
  const { body } = await refresh(refreshToken).expect(200);
  expect(body).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 600 });
  await app.anonymous.get('/api/auth/me').set('authorization', `Bearer ${body.accessToken}`).expect(200);
  await refresh(body.refreshToken).expect(200);
});

it('keeps one hash of one token, and never the token', async () => {
  const { refreshToken, accessToken } = await open();
  const rows = await app.db.query<{ row: string }>('SELECT s::text AS row FROM "Session" s');
  expect(rows.filter(({ row }) => row.includes(refreshToken) || row.includes(accessToken))).toEqual([]);
});

it('ends the session when a used token comes back, for thief and owner', async () => {
  const { refreshToken, client } = await open();
  const { body } = await refresh(refreshToken).expect(200);
  expect((await refresh(refreshToken).expect(401)).body).toMatchObject({ code: 'session-ended' });
  await client.get('/api/auth/me').expect(401);
  await refresh(body.refreshToken).expect(401);
  expect(await app.db.query('SELECT "revokedReason" FROM "Session" WHERE "revokedReason" IS NOT NULL')).toEqual([
    { revokedReason: 'token-reused' },
  ]);
});

it('ends no other session of that user', async () => {
  const { email } = await aUser(app);
  const [stolen, other] = [await app.signIn(email), await app.signIn(email)];
  await refresh(stolen.refreshToken).expect(200);
  await refresh(stolen.refreshToken).expect(401);
  await other.client.get('/api/auth/me').expect(200);
});

it('lets one of many parallel refreshes win', async () => {
  const { refreshToken, client } = await open();
  const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));
  expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array<number>(9).fill(401)]);
  await client.get('/api/auth/me').expect(401);
});

it.each([
  ['garbage', 401, 'garbage'],
  ['a token of the right length', 401, 'A'.repeat(91)],
  ['nothing', 400, ''],
  ['a list', 400, ['a']],
])('refuses %s and ends nothing', async (_, status, given) => {
  const { client } = await open();
  await app.anonymous.post('/api/auth/refresh', { refreshToken: given }).expect(status);
  await client.get('/api/auth/me').expect(200);
});

it('does not prolong the session', async () => {
  const { refreshToken } = await open();
  const ends = () => app.db.query('SELECT max("expiresAt") AS ends FROM "Session"');
  const before = await ends();
  await refresh(refreshToken).expect(200);
  expect(await ends()).toEqual(before);
});
