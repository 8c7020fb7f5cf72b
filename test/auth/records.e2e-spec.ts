import { randomUUID } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { type RecordRow, useApp } from '../support/app.js';
import { type SmtpSink, startSmtpSink, tokenIn } from '../support/smtp-sink.js';
import { aUser, anEmail } from '../support/users.js';

const PASSWORD = 'seven quiet herons by the lake';
const sink: SmtpSink = await startSmtpSink();
const app = useApp({ REGISTRATION: 'open', SMTP_URL: sink.url });
afterAll(() => sink.stop());

const only = async (event: string): Promise<RecordRow> => {
  const records = (await app.recorded()).filter((record) => record.event === event);
  expect(records.map(({ entityType, action }) => `${action} ${entityType}`)).toHaveLength(1);
  return records[0]!;
};

describe('signing in and out leaves a record', () => {
  it('session.login, by the user who signed in', async () => {
    const { id, email, name, password } = await aUser(app);
    await app.anonymous.post('/api/auth/login', { email, password }).expect(200);
    expect(await only('session.login')).toMatchObject({
      action: 'CREATION',
      outcome: 'SUCCESS',
      actorId: id,
      actorEmail: email,
      actorName: name,
      actorRoles: ['NURSE'],
      entityType: 'Session',
      entityLabel: email,
    });
  });

  it.each([
    ['unknown-user', async () => ({ email: anEmail(), password: PASSWORD })],
    ['wrong-password', async () => ({ email: (await aUser(app)).email, password: 'mistyped-42' })],
    ['inactive', async () => aUser(app, { active: false })],
  ])('session.login with FAILURE and the reason %s', async (reason, who) => {
    const { email, password } = await who();
    await app.anonymous.post('/api/auth/login', { email, password }).expect(401);
    const record = await only('session.login');
    expect(record).toMatchObject({ outcome: 'FAILURE', actorType: 'ANONYMOUS', details: { reason, email } });
    expect(JSON.stringify(record)).not.toContain(password);
  });

  it('session.refreshed, and session.reuse-detected when a token comes twice', async () => {
    const { id, email } = await aUser(app);
    const { refreshToken } = await app.signIn(email);
    await app.anonymous.post('/api/auth/refresh', { refreshToken }).expect(200);
    expect(await only('session.refreshed')).toMatchObject({ action: 'UPDATE', actorId: id, entityType: 'Session' });
    await app.anonymous.post('/api/auth/refresh', { refreshToken }).expect(401);
    const denied = await app.recorded({ event: 'session.reuse-detected', outcome: 'DENIED' });
    expect(denied).toMatchObject([{ actorId: id, details: { reason: 'token-reused' } }]);
  });

  it('session.logout and session.revoked, as deletions of the session', async () => {
    const { id, email } = await aUser(app);
    const [one, other] = [await app.signIn(email), await app.signIn(email)];
    const { sid } = jsonwebtoken.decode(one.accessToken) as { sid: string };
    await other.client.delete(`/api/auth/sessions/${sid}`).expect(204);
    await other.client.post('/api/auth/logout').expect(200);
    expect(await only('session.revoked')).toMatchObject({ action: 'DELETION', actorId: id, entityId: sid });
    expect(await only('session.logout')).toMatchObject({ action: 'DELETION', actorId: id, entityType: 'Session' });
  });

  it('session.listed and user.viewed-self', async () => {
    const { id, email } = await aUser(app);
    const { client } = await app.signIn(email);
    await client.get('/api/auth/sessions').expect(200);
    await client.get('/api/auth/me').expect(200);
    expect(await only('session.listed')).toMatchObject({ action: 'VIEW', actorId: id });
    expect(await only('user.viewed-self')).toMatchObject({ action: 'VIEW', actorId: id, entityId: id });
  });
});

it.each([
  ['token-missing', () => undefined],
  ['token-malformed', () => 'garbage'],
  ['token-expired', () => jsonwebtoken.sign({}, SECRET, { ...OURS, expiresIn: -1 })],
  ['token-wrong-signature', () => jsonwebtoken.sign({}, 'another secret', OURS)],
  ['token-wrong-audience', () => jsonwebtoken.sign({}, SECRET, { ...OURS, audience: 'other' })],
  ['token-wrong-issuer', () => jsonwebtoken.sign({}, SECRET, { ...OURS, issuer: 'other' })],
  ['token-not-yet-valid', () => jsonwebtoken.sign({}, SECRET, { ...OURS, notBefore: 60 })],
  ['token-without-subject', () => jsonwebtoken.sign({ sid: randomUUID() }, SECRET, OURS)],
  ['unknown-user', () => jsonwebtoken.sign({ sub: randomUUID(), sid: randomUUID() }, SECRET, OURS)],
])('records a token problem as DENIED: %s', async (reason, token) => {
  const given = token();
  const request = app.anonymous.get('/api/users');
  await (given === undefined ? request : request.set('authorization', `Bearer ${given}`)).expect(401);
  const records = await app.recorded();
  expect(records).toMatchObject([{ event: 'user.listed', outcome: 'DENIED', details: { reason } }]);
});

const SECRET = 'a secret of the tests, 32 bytes or more';
const OURS = { algorithm: 'HS256', issuer: 'custodia', audience: 'custodia-api', expiresIn: 60 } as const;

describe('accounts leave records', () => {
  it('user.registered and user.email-verified, by the new user himself', async () => {
    const email = anEmail();
    await app.anonymous.post('/api/auth/register', { email, name: 'Nora Lind', password: PASSWORD }).expect(202);
    const token = tokenIn(await sink.next(email));
    await app.anonymous.post('/api/auth/verify-email', { token }).expect(204);
    const registered = await only('user.registered');
    expect(registered).toMatchObject({ action: 'CREATION', actorEmail: email, entityLabel: 'Nora Lind' });
    expect(registered.actorId).toBe(registered.entityId);
    expect(await only('user.email-verified')).toMatchObject({
      action: 'UPDATE',
      actorEmail: email,
      changedFields: ['emailVerifiedAt'],
    });
    expect(JSON.stringify(await app.recorded())).not.toMatch(/argon2|eyJ|seven quiet/);
  });

  it('user.password-changed, without the password and naming the sessions it ended', async () => {
    const { id, email, password } = await aUser(app);
    await app.signIn(email);
    const { client } = await app.signIn(email);
    await client.post('/api/auth/password', { currentPassword: password, newPassword: PASSWORD }).expect(204);
    const records = await app.recorded({ event: 'user.password-changed' });
    expect(records.map(({ action, entityType, actorId }) => [action, entityType, actorId])).toEqual([
      ['UPDATE', 'User', id],
      ['DELETION', 'Session', id],
    ]);
    expect(JSON.stringify(records)).not.toMatch(/argon2|seven quiet|correct horse/);
  });
});

describe('an administrator leaves records', () => {
  const steps: [string, string, (id: string) => PromiseLike<unknown>][] = [
    ['user.viewed', 'VIEW', (id) => app.as('ADMIN').get(`/api/users/${id}`).expect(200)],
    ['user.updated', 'UPDATE', (id) => app.as('ADMIN').patch(`/api/users/${id}`, { name: 'Nora Berg' }).expect(200)],
    ['user.deactivated', 'UPDATE', (id) => app.as('ADMIN').post(`/api/users/${id}/deactivate`).expect(200)],
    ['user.deleted', 'DELETION', (id) => app.as('ADMIN').delete(`/api/users/${id}`).expect(204)],
  ];

  it.each(steps)('%s', async (event, action, act) => {
    const { id } = await aUser(app);
    await act(id);
    expect(await only(event)).toMatchObject({
      action,
      outcome: 'SUCCESS',
      actorEmail: 'admin@clinic.example',
      entityType: 'User',
      entityId: id,
    });
  });

  it('user.role-assigned and user.role-removed, with the full new set of roles', async () => {
    const { id } = await aUser(app, { roles: ['NURSE'] });
    await app.as('ADMIN').post(`/api/users/${id}/roles`, { role: 'DOCTOR' }).expect(200);
    await app.as('ADMIN').delete(`/api/users/${id}/roles/NURSE`).expect(200);
    expect(await only('user.role-assigned')).toMatchObject({
      entityId: id,
      before: { roles: ['NURSE'] },
      after: { roles: ['DOCTOR', 'NURSE'] },
      changedFields: ['roles'],
    });
    expect(await only('user.role-removed')).toMatchObject({ action: 'UPDATE', after: { roles: ['DOCTOR'] } });
  });

  it('user.activated also when the user was active already', async () => {
    const { id } = await aUser(app);
    await app.as('ADMIN').post(`/api/users/${id}/activate`).expect(200);
    expect(await only('user.activated')).toMatchObject({ action: 'UPDATE', entityId: id, outcome: 'SUCCESS' });
  });

  it('user.created and user.listed', async () => {
    const email = anEmail();
    const { body } = await app
      .as('ADMIN')
      .post('/api/users', { email, name: 'Nora Lind', password: PASSWORD })
      .expect(201);
    await app.as('ADMIN').get(`/api/users?search=${email}`).expect(200);
    expect(await only('user.created')).toMatchObject({
      action: 'CREATION',
      entityId: body.id,
      entityLabel: 'Nora Lind',
    });
    expect(await only('user.listed')).toMatchObject({ action: 'VIEW', details: { query: { search: email } } });
  });

  it('nothing but one FAILURE where the last administrator would go', async () => {
    const [{ id }] = (await app.db.query<{ id: string }>(
      `SELECT id FROM "User" WHERE email = 'admin@clinic.example'`,
    )) as [{ id: string }];
    await app.as('ADMIN').delete(`/api/users/${id}/roles/ADMIN`).expect(409);
    expect(await app.recorded()).toMatchObject([
      { event: 'user.role-removed', outcome: 'FAILURE', entityId: id, details: { reason: 'last-admin' } },
    ]);
  });
});
