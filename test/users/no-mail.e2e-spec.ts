import { useApp } from '../support/app.js';
import { anEmail } from '../support/users.js';

const app = useApp({
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://replaced:by-the-test@127.0.0.1/test',
  JWT_SECRET: 'replaced by the test, and random enough: 4711',
});

it('invites nobody in a production that cannot send mail, and says what to do', async () => {
  const email = anEmail();
  const reply = await app.as('ADMIN').post('/api/users', { email, name: 'Nora Lind' }).expect(400);
  expect(reply.body).toMatchObject({ code: 'password-required', detail: expect.stringContaining('SMTP_URL') });
  expect(await app.db.query('SELECT FROM "User" WHERE email = $1', [email])).toEqual([]);
});
