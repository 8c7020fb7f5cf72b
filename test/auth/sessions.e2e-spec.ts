import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const app = useApp();

it("lists the user's own open sessions and says which one asks", async () => {
  const { email } = await aUser(app);
  await app.signIn(email);
  const { client } = await app.signIn(email);
  const { body } = await client.get('/api/auth/sessions').expect(200);
  expect(body).toMatchObject({
    items: [{ current: true, ip: '127.0.0.1', userAgent: expect.any(String) }, { current: false }],
    page: 1,
    limit: 50,
    total: 2,
  });
  expect(Object.keys(body.items[0]).sort((a, b) => a.localeCompare(b))).toEqual([
    'createdAt',
    'current',
    'expiresAt',
    'id',
    'ip',
    'lastRefreshedAt',
    'userAgent',
  ]);
});

it('ends one of them', async () => {
  const { email } = await aUser(app);
  const lost = await app.signIn(email);
  const { client } = await app.signIn(email);
  const { body } = await client.get('/api/auth/sessions?limit=1&page=2').expect(200);
  await client.delete(`/api/auth/sessions/${body.items[0].id}`).expect(204);
  await lost.client.get('/api/auth/me').expect(401);
  await client.delete(`/api/auth/sessions/${body.items[0].id}`).expect(404);
  expect((await client.get('/api/auth/sessions').expect(200)).body).toMatchObject({ total: 1 });
});

it("does not find an unknown session or another user's", async () => {
  const other = await app.signIn((await aUser(app)).email);
  const { body } = await other.client.get('/api/auth/sessions').expect(200);
  for (const id of [randomUUID(), body.items[0].id as string]) {
    const reply = await app.as('ADMIN').delete(`/api/auth/sessions/${id}`).expect(404);
    expect(reply.body).toMatchObject({ code: 'session-not-found' });
  }
  await other.client.get('/api/auth/me').expect(200);
});

it('refuses an id that is none', async () => {
  await app.as('NURSE').delete('/api/auth/sessions/1').expect(400);
});
