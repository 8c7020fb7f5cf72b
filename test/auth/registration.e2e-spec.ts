import { useApp } from '../support/app.js';
import { type SmtpSink, startSmtpSink, tokenIn } from '../support/smtp-sink.js';
import { aUser, anEmail } from '../support/users.js';

const PASSWORD = 'seven quiet herons by the lake';
const sink: SmtpSink = await startSmtpSink();
const app = useApp({ REGISTRATION: 'open', SMTP_URL: sink.url });
afterAll(() => sink.stop());

const register = (email: string, password = PASSWORD, name = 'Nora Lind') =>
  app.anonymous.post('/api/auth/register', { email, name, password });
const login = (email: string, password = PASSWORD) => app.anonymous.post('/api/auth/login', { email, password });
const verify = (token: string) => app.anonymous.post('/api/auth/verify-email', { token });

describe('registration', () => {
  it('makes an account without a role that can sign in once its address is confirmed', async () => {
    const email = anEmail();
    await register(email.toUpperCase()).expect(202);
    expect((await login(email).expect(401)).body).toMatchObject({ code: 'email-not-verified' });
    await verify(tokenIn(await sink.next(email))).expect(204);
    const { body } = await login(email).expect(200);
    expect(body.user).toMatchObject({ email, roles: [], active: true });
    const { client } = await app.signIn(email, PASSWORD);
    await client.get('/api/auth/me').expect(200);
    await client.get('/api/users').expect(403);
  });

  it('answers the same for an address that is registered, and tells only its owner', async () => {
    const { email } = await aUser(app);
    const [known, unknown] = [await register(email).expect(202), await register(anEmail()).expect(202)];
    expect(known.body).toEqual(unknown.body);
    expect((await sink.next(email)).text).toContain('has an account already');
    await login(email, PASSWORD).expect(401);
  });

  it('gives an unconfirmed account to whoever registers last, and the mail to the owner of the address', async () => {
    const email = anEmail();
    await register(email, 'a password of some stranger').expect(202);
    const first = tokenIn(await sink.next(email));
    await register(email).expect(202);
    const second = tokenIn(await sink.next(email));
    await verify(first).expect(400);
    await verify(second).expect(204);
    await login(email, 'a password of some stranger').expect(401);
    await login(email).expect(200);
  });

  it('makes one account of many parallel registrations', async () => {
    const email = anEmail();
    const replies = await Promise.all(Array.from({ length: 5 }, () => register(email)));
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect(await app.db.query('SELECT FROM "User" WHERE email = $1', [email])).toHaveLength(1);
  });

  it('refuses a weak password and an unknown field', async () => {
    expect((await register(anEmail(), 'passwordpassword').expect(400)).body).toMatchObject({
      code: 'password-too-weak',
    });
    await app.anonymous
      .post('/api/auth/register', { email: anEmail(), name: 'N', password: PASSWORD, roles: ['ADMIN'] })
      .expect(400);
  });
});

describe('the link of a mail', () => {
  it('is refused when it is changed, garbage, or an access token', async () => {
    const email = anEmail();
    await register(email).expect(202);
    const token = tokenIn(await sink.next(email));
    const { accessToken } = await app.signIn('nurse@clinic.example');
    for (const forged of [`${token}x`, 'garbage', accessToken]) {
      expect((await verify(forged).expect(400)).body).toMatchObject({ code: 'link-invalid' });
    }
    await app.anonymous.post('/api/auth/set-password', { token, password: PASSWORD }).expect(400);
    await app.anonymous.get('/api/auth/me').set('authorization', `Bearer ${token}`).expect(401);
    await verify(token).expect(204);
    await verify(token).expect(204);
  });

  it('lets an invited user choose his password, once', async () => {
    const email = anEmail();
    const created = await app
      .as('ADMIN')
      .post('/api/users', { email, name: 'Ines Prado', roles: ['NURSE'] })
      .expect(201);
    expect(created.body).toMatchObject({ emailVerifiedAt: null });
    await login(email, '!').expect(401);
    const token = tokenIn(await sink.next(email));
    const choose = (password: string) => app.anonymous.post('/api/auth/set-password', { token, password });
    expect((await choose('ines prado 1').expect(400)).body).toMatchObject({ code: 'password-too-weak' });
    await choose(PASSWORD).expect(204);
    await choose('another nine herons by the sea').expect(400);
    expect((await login(email).expect(200)).body.user).toMatchObject({ roles: ['NURSE'] });
  });

  it('helps who forgot his password, and tells nobody who has an account', async () => {
    const { email, password } = await aUser(app);
    const { client } = await app.signIn(email);
    const forgot = (address: string) => app.anonymous.post('/api/auth/forgot-password', { email: address });
    expect((await forgot(email).expect(202)).body).toEqual((await forgot(anEmail()).expect(202)).body);
    const token = tokenIn(await sink.next(email));
    await app.anonymous.post('/api/auth/set-password', { token, password: PASSWORD }).expect(204);
    await client.get('/api/auth/me').expect(401);
    await login(email, password).expect(401);
    await login(email).expect(200);
  });
});
