import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const app = useApp();
const NEW_PASSWORD = 'seven quiet herons by the lake';

async function signedInUser(roles: ('NURSE' | 'DOCTOR')[] = ['NURSE']) {
  const user = await aUser(app, { roles });
  return { ...user, ...(await app.signIn(user.email, user.password)) };
}
const refused = async (user: Awaited<ReturnType<typeof signedInUser>>) => {
  await user.client.get('/api/auth/me').expect(401);
  await app.anonymous.post('/api/auth/refresh', { refreshToken: user.refreshToken }).expect(401);
};

describe('access ends at once', () => {
  it('on logout', async () => {
    const user = await signedInUser();
    expect((await user.client.post('/api/auth/logout').expect(200)).body).toMatchObject({
      message: expect.any(String),
    });
    await refused(user);
  });

  it('on deactivation, and comes back with the next login after activation', async () => {
    const user = await signedInUser();
    await app.as('ADMIN').post(`/api/users/${user.id}/deactivate`).expect(200);
    await refused(user);
    const login = () => app.anonymous.post('/api/auth/login', { email: user.email, password: user.password });
    expect((await login().expect(401)).body).toMatchObject({ code: 'account-inactive' });
    await app.as('ADMIN').post(`/api/users/${user.id}/activate`).expect(200);
    await refused(user);
    await login().expect(200);
  });

  it('on deletion', async () => {
    const user = await signedInUser();
    await app.as('ADMIN').delete(`/api/users/${user.id}`).expect(204);
    await refused(user);
    await app.anonymous.post('/api/auth/login', { email: user.email, password: user.password }).expect(401);
  });

  it('when a role is given or taken', async () => {
    const user = await signedInUser();
    await app.as('ADMIN').post(`/api/users/${user.id}/roles`, { role: 'DOCTOR' }).expect(200);
    await refused(user);
    const again = { ...user, ...(await app.signIn(user.email)) };
    await app.as('ADMIN').delete(`/api/users/${user.id}/roles/DOCTOR`).expect(200);
    await refused(again);
  });

  it('not when a role is given that the user has already', async () => {
    const user = await signedInUser();
    await app.as('ADMIN').post(`/api/users/${user.id}/roles`, { role: 'NURSE' }).expect(200);
    await user.client.get('/api/auth/me').expect(200);
  });

  it('on a password change, for every session but the one that changed it', async () => {
    const user = await signedInUser();
    const other = { ...user, ...(await app.signIn(user.email)) };
    const change = { currentPassword: user.password, newPassword: NEW_PASSWORD };
    await user.client.post('/api/auth/password', change).expect(204);
    await refused(other);
    await user.client.get('/api/auth/me').expect(200);
    await app.anonymous.post('/api/auth/login', { email: user.email, password: user.password }).expect(401);
    await app.signIn(user.email, NEW_PASSWORD);
  });

  it('when an administrator sets a new password', async () => {
    const user = await signedInUser();
    await app.as('ADMIN').patch(`/api/users/${user.id}`, { password: NEW_PASSWORD }).expect(200);
    await refused(user);
    await app.signIn(user.email, NEW_PASSWORD);
  });

  it('when the session expires', async () => {
    const user = await signedInUser();
    await app.db.query(`UPDATE "Session" SET "expiresAt" = now() - interval '1 second' WHERE "userId" = $1`, [user.id]);
    await refused(user);
  });

  it('by the database alone: a role taken behind the back counts at the next request', async () => {
    const user = await signedInUser();
    await app.db.query(`UPDATE "User" SET roles = '{}' WHERE id = $1`, [user.id]);
    expect((await user.client.get('/api/auth/me').expect(200)).body).toMatchObject({ roles: [] });
  });
});

describe('changing the password', () => {
  it('needs the current one', async () => {
    const user = await signedInUser();
    const body = { currentPassword: 'not my password', newPassword: NEW_PASSWORD };
    expect((await user.client.post('/api/auth/password', body).expect(403)).body).toMatchObject({
      code: 'wrong-password',
    });
  });

  it.each([
    ['too short', 'eleven char', 400, 'validation-failed'],
    ['too long', 'long'.repeat(65), 400, 'validation-failed'],
    ['common', 'Password123456', 400, 'password-too-weak'],
    ['the name', 'NoraLind202627', 400, 'password-too-weak'],
    ['the present one', 'correct horse battery staple', 400, 'password-unchanged'],
  ])('refuses a new one that is %s', async (_, newPassword, status, code) => {
    const user = await signedInUser();
    const body = { currentPassword: user.password, newPassword };
    expect((await user.client.post('/api/auth/password', body).expect(status)).body).toMatchObject({ code });
    await app.signIn(user.email, user.password);
  });

  it('leaves no session to a login that was checked against the old password', async () => {
    const user = await signedInUser();
    const logins = Array.from({ length: 8 }, () =>
      app.anonymous.post('/api/auth/login', { email: user.email, password: user.password }),
    );
    const change = user.client.post('/api/auth/password', {
      currentPassword: user.password,
      newPassword: NEW_PASSWORD,
    });
    const [changed, ...replies] = await Promise.all([change, ...logins]);
    expect(changed.status).toBe(204);
    for (const reply of replies.filter(({ status }) => status === 200)) {
      const { accessToken } = reply.body as { accessToken: string };
      await app.anonymous.get('/api/auth/me').set('authorization', `Bearer ${accessToken}`).expect(401);
    }
  });
});
