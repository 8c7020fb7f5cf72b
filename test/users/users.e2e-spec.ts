import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aUser, anEmail } from '../support/users.js';

const app = useApp();
const admin = () => app.as('ADMIN');
const PASSWORD = 'seven quiet herons by the lake';

describe('creating a user', () => {
  it('lets him sign in with the password and the roles he was given', async () => {
    const email = anEmail();
    const { body, text } = await admin()
      .post('/api/users', {
        email: `  ${email.toUpperCase()} `,
        name: ' Nora Lind ',
        roles: ['NURSE', 'BILLING'],
        password: PASSWORD,
      })
      .expect(201);
    expect(body).toMatchObject({ email, name: 'Nora Lind', roles: ['NURSE', 'BILLING'], active: true });
    expect(text).not.toMatch(/argon2|passwordHash/);
    await app.signIn(email, PASSWORD);
  });

  it('refuses an email that another user has, in any case of letters', async () => {
    const { email } = await aUser(app);
    const reply = await admin()
      .post('/api/users', { email: email.toUpperCase(), name: 'N', password: PASSWORD })
      .expect(409);
    expect(reply.body).toMatchObject({ code: 'email-taken' });
  });

  it.each([
    ['no email', { name: 'Nora', password: PASSWORD }],
    ['a wrong email', { email: 'nora', name: 'Nora', password: PASSWORD }],
    ['no name', { email: 'n@clinic.example', name: ' ', password: PASSWORD }],
    ['a line break in the name', { email: 'n@clinic.example', name: 'No\nra', password: PASSWORD }],
    ['an unknown role', { email: 'n@clinic.example', name: 'Nora', roles: ['KING'], password: PASSWORD }],
    ['a role twice', { email: 'n@clinic.example', name: 'Nora', roles: ['NURSE', 'NURSE'], password: PASSWORD }],
    ['a short password', { email: 'n@clinic.example', name: 'Nora', password: 'short' }],
    ['a null password', { email: 'n@clinic.example', name: 'Nora', password: null }],
    [
      'a field that is not his to set',
      { email: 'n@clinic.example', name: 'Nora', password: PASSWORD, passwordHash: 'x' },
    ],
  ])('refuses %s', async (_, body) => {
    await admin().post('/api/users', body).expect(400);
  });
});

describe('listing users', () => {
  const names = async (query: string) => {
    const { body } = await admin().get(`/api/users?${query}`).expect(200);
    return (body.items as { name: string }[]).map(({ name }) => name);
  };

  it('finds by a part of name or email, by role and by activity', async () => {
    await aUser(app, { name: 'Zoë 100% Quist', roles: ['BILLING'] });
    await aUser(app, { name: 'Zacharias Quist', roles: ['NURSE', 'DOCTOR'], active: false });
    expect(await names('search=QUIST')).toEqual(['Zacharias Quist', 'Zoë 100% Quist']);
    expect(await names('search=quist&sort=-name')).toEqual(['Zoë 100% Quist', 'Zacharias Quist']);
    expect(await names('search=quist&role=DOCTOR')).toEqual(['Zacharias Quist']);
    expect(await names('search=quist&active=true')).toEqual(['Zoë 100% Quist']);
    expect(await names('search=quist&active=false')).toEqual(['Zacharias Quist']);
    expect(await names(`search=${encodeURIComponent('0% q')}`)).toEqual(['Zoë 100% Quist']);
    expect(await names('search=z%25_%5C')).toEqual([]);
    expect(await names('search=pharmacist@')).toEqual(['Pharmacist Example']);
  });

  it('pages, and never shows a hash', async () => {
    const { body, text } = await admin().get('/api/users?limit=3&page=2&sort=email').expect(200);
    expect(body).toMatchObject({ page: 2, limit: 3, total: expect.any(Number) });
    expect(body.items).toHaveLength(3);
    expect(text).not.toMatch(/argon2|passwordHash/);
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'page=0',
    'page=1.5',
    'role=KING',
    'active=1',
    'sort=passwordHash',
    'search=',
    'q=x',
    'search[contains]=a',
    'role=NURSE&role=DOCTOR',
  ])('refuses ?%s', async (query) => {
    await admin().get(`/api/users?${query}`).expect(400);
  });
});

describe('one user', () => {
  it('is viewed, changed and deleted', async () => {
    const { id, email } = await aUser(app);
    const renamed = await admin().patch(`/api/users/${id}`, { name: 'Nora Berg' }).expect(200);
    expect(renamed.body).toMatchObject({ id, email, name: 'Nora Berg' });
    expect((await admin().get(`/api/users/${id}`).expect(200)).body).toEqual(renamed.body);
    await admin().delete(`/api/users/${id}`).expect(204);
    for (const again of [
      admin().get(`/api/users/${id}`),
      admin().patch(`/api/users/${id}`, { name: 'X' }),
      admin().delete(`/api/users/${id}`),
      admin().post(`/api/users/${id}/activate`),
      admin().post(`/api/users/${id}/roles`, { role: 'NURSE' }),
    ]) {
      expect((await again.expect(404)).body).toMatchObject({ code: 'user-not-found' });
    }
  });

  it('gives his email back when he is deleted', async () => {
    const { id, email } = await aUser(app);
    await admin().delete(`/api/users/${id}`).expect(204);
    await admin().post('/api/users', { email, name: 'Nora Lind', password: PASSWORD }).expect(201);
    expect(await app.db.query('SELECT FROM "User" WHERE email = $1', [email])).toHaveLength(2);
  });

  it('cannot take the email of another', async () => {
    const [one, other] = [await aUser(app), await aUser(app)];
    expect((await admin().patch(`/api/users/${one.id}`, { email: other.email }).expect(409)).body).toMatchObject({
      code: 'email-taken',
    });
  });

  it.each([
    { email: null },
    { name: null },
    { password: null },
    { roles: ['ADMIN'] },
    { active: false },
    { deletedAt: null },
  ])('is not changed by %j', async (body) => {
    const { id } = await aUser(app);
    await admin().patch(`/api/users/${id}`, body).expect(400);
  });

  it('is not found by an unknown id, and not looked for by what is no id', async () => {
    await admin().get(`/api/users/${randomUUID()}`).expect(404);
    await admin().get('/api/users/1').expect(400);
  });
});

describe('roles', () => {
  it('answer with the full new set, whichever order they came in', async () => {
    const { id } = await aUser(app, { roles: ['NURSE'] });
    const given = await admin().post(`/api/users/${id}/roles`, { role: 'DOCTOR' }).expect(200);
    expect(given.body).toMatchObject({ id, roles: ['DOCTOR', 'NURSE'] });
    const taken = await admin().delete(`/api/users/${id}/roles/NURSE`).expect(200);
    expect(taken.body).toMatchObject({ id, roles: ['DOCTOR'] });
    await admin().delete(`/api/users/${id}/roles/NURSE`).expect(200);
    await admin().delete(`/api/users/${id}/roles/KING`).expect(400);
    await admin().post(`/api/users/${id}/roles`, { role: 'KING' }).expect(400);
  });

  it('all arrive when they are given at the same moment', async () => {
    const { id } = await aUser(app, { roles: [] });
    const roles = ['AUDITOR', 'DOCTOR', 'NURSE', 'RECEPTIONIST', 'PHARMACIST', 'BILLING'];
    await Promise.all(roles.map((role) => admin().post(`/api/users/${id}/roles`, { role }).expect(200)));
    expect((await admin().get(`/api/users/${id}`).expect(200)).body).toMatchObject({ roles });
  });
});

describe('the database refuses', () => {
  const insert = (email: string, deletedAt: string | null = null) =>
    app.db.query(
      `INSERT INTO "User" (email, name, "passwordHash", "updatedAt", "deletedAt") VALUES ($1, 'N', 'x', now(), $2)`,
      [email, deletedAt],
    );

  it('one email twice among the users that are not deleted', async () => {
    const email = anEmail();
    await insert(email, '2026-01-01');
    await insert(email);
    await expect(insert(email)).rejects.toMatchObject({ code: '23505' });
  });

  it('an email in capitals', async () => {
    await expect(insert('Nora@Clinic.Example')).rejects.toMatchObject({ code: '23514' });
  });
});
