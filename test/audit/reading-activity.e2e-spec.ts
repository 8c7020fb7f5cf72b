import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const app = useApp();

it('shows a user what he did himself', async () => {
  const user = await aUser(app);
  const { client } = await app.signIn(user.email);
  await client.get('/api/auth/me').expect(200);
  const { body } = await client.get(`/api/users/${user.id}/activity`).expect(200);
  expect(body.items).toMatchObject([{ event: 'user.viewed-self' }, { event: 'session.login' }]);
  expect(body).toMatchObject({ total: 2, totalIsExact: true });
});

it('is refused to others, by name and recorded', async () => {
  const user = await aUser(app);
  const { body } = await app.as('DOCTOR').get(`/api/users/${user.id}/activity`).expect(403);
  expect(body.code).toBe('not-your-activity');
  await app.anonymous.get(`/api/users/${user.id}/activity`).expect(401);
  expect(await app.recorded({ entityType: 'AuditLog' })).toMatchObject([
    { event: 'audit.viewed', outcome: 'DENIED', details: { reason: 'not-your-activity', userId: user.id } },
    { event: 'audit.viewed', outcome: 'DENIED' },
  ]);
});

it('is open to auditors and administrators, with the filters of the log', async () => {
  const user = await aUser(app);
  const { client } = await app.signIn(user.email);
  await client.get('/api/auth/me').expect(200);
  for (const role of ['AUDITOR', 'ADMIN'] as const) {
    const { body } = await app.as(role).get(`/api/users/${user.id}/activity?event=login`).expect(200);
    expect(body.items).toMatchObject([{ event: 'session.login', actor: { id: user.id } }]);
  }
  await app.as('AUDITOR').get(`/api/users/${user.id}/activity?actorId=somebody`).expect(400);
  await app.as('AUDITOR').get(`/api/users/!${user.id}/activity`).expect(400);
});
