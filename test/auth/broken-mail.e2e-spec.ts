import { useApp } from '../support/app.js';
import { aUser, anEmail } from '../support/users.js';

// The discard port: nobody listens there.
const app = useApp({ REGISTRATION: 'open', SMTP_URL: 'smtp://127.0.0.1:9' });

it('answers as ever while the mail server is away, and goes on', async () => {
  const { email } = await aUser(app);
  const account = { name: 'Nora Lind', password: 'seven quiet herons by the lake' };
  await app.anonymous.post('/api/auth/register', { ...account, email: anEmail() }).expect(202);
  await app.anonymous.post('/api/auth/register', { ...account, email }).expect(202);
  await app.anonymous.post('/api/auth/forgot-password', { email }).expect(202);
  await new Promise((ok) => setTimeout(ok, 300));
  await app.signIn(email);
});
