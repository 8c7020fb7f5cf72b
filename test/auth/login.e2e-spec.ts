import { useApp } from '../support/app.js';

const { as, anonymous, signIn } = useApp();

describe('login', () => {
  it('answers with tokens and the user, and never with his password hash', async () => {
    const { body, text } = await anonymous
      .post('/api/auth/login', { email: ' Doctor@Clinic.Example ', password: 'correct horse battery staple' })
      .expect(200);
    expect(body).toMatchObject({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      expiresIn: 600,
      user: { email: 'doctor@clinic.example', name: 'Doctor Example', roles: ['DOCTOR'] },
    });
    expect(text).not.toContain('argon2');
  });

  it('opens a session that lets its user in', async () => {
    const { client } = await signIn('nurse@clinic.example');
    expect((await client.get('/api/auth/me').expect(200)).body).toMatchObject({ email: 'nurse@clinic.example' });
  });

  it('gives an unknown email and a wrong password the same answer', async () => {
    const unknown = await anonymous.post('/api/auth/login', { email: 'no@clinic.example', password: 'x' }).expect(401);
    const wrong = await anonymous
      .post('/api/auth/login', { email: 'doctor@clinic.example', password: 'x' })
      .expect(401);
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer');
    expect({ ...unknown.body, requestId: 0 }).toEqual({ ...wrong.body, requestId: 0 });
  });
});

it('signs in one user per role', async () => {
  expect((await as('AUDITOR').get('/api/auth/me').expect(200)).body).toMatchObject({ roles: ['AUDITOR'] });
});
