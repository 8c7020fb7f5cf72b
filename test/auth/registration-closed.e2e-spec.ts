import { useApp } from '../support/app.js';

const app = useApp();

it('makes no account where registration is closed', async () => {
  const body = { email: 'nora@clinic.example', name: 'Nora Lind', password: 'seven quiet herons by the lake' };
  const reply = await app.anonymous.post('/api/auth/register', body).expect(403);
  expect(reply.body).toMatchObject({ code: 'registration-closed' });
  expect(await app.db.query('SELECT FROM "User" WHERE email = $1', [body.email])).toEqual([]);
});
