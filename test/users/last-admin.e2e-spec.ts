import pg from 'pg';
import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const app = useApp();
const admins = () =>
  app.db.query<{ id: string }>(`SELECT id FROM "User" WHERE 'ADMIN' = ANY (roles) AND active AND "deletedAt" IS NULL`);

describe('the last active administrator', () => {
  it('cannot give his role back', async () => {
    const [{ id }] = (await admins()) as [{ id: string }];
    const reply = await app.as('ADMIN').delete(`/api/users/${id}/roles/ADMIN`).expect(409);
    expect(reply.body).toMatchObject({ code: 'last-admin' });
    expect(reply.text).not.toMatch(/CU001|prisma/i);
    await app.as('ADMIN').get('/api/users').expect(200);
  });

  it('cannot deactivate or delete himself, nor can any other administrator himself', async () => {
    const [{ id }] = (await admins()) as [{ id: string }];
    for (const request of [
      app.as('ADMIN').post(`/api/users/${id}/deactivate`),
      app.as('ADMIN').delete(`/api/users/${id}`),
      app.as('ADMIN').patch(`/api/users/${id}`, { password: 'seven quiet herons by the lake' }),
    ]) {
      expect((await request.expect(409)).body).toMatchObject({ code: 'own-account' });
    }
  });

  it.each([
    `UPDATE "User" SET active = false WHERE 'ADMIN' = ANY (roles)`,
    `UPDATE "User" SET roles = '{NURSE}' WHERE 'ADMIN' = ANY (roles)`,
    `UPDATE "User" SET "deletedAt" = now()`,
    `DELETE FROM "User"`,
  ])('stays for the database too: %s', async (sql) => {
    await expect(app.db.query(sql)).rejects.toMatchObject({ code: 'CU001' });
    expect(await admins()).toHaveLength(1);
  });

  it('is not taken away in a transaction that would not see what another one did', async () => {
    await aUser(app, { roles: ['ADMIN'] });
    const client = new pg.Client({ connectionString: app.db.adminUrl });
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
    const gone = client.query(`UPDATE "User" SET active = false WHERE email = 'admin@clinic.example'`);
    await expect(gone).rejects.toMatchObject({ code: '0A000' });
    await client.end();
    await app.db.query(`UPDATE "User" SET active = false WHERE email LIKE '%@clinic.example' AND name = 'Nora Lind'`);
  });

  it('is one of two who remove each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const pair = await Promise.all(
        [0, 1].map(async () => {
          const user = await aUser(app, { roles: ['ADMIN'] });
          return { ...user, ...(await app.signIn(user.email)) };
        }),
      );
      await app.db.query(`UPDATE "User" SET active = false WHERE email = 'admin@clinic.example'`);
      const [one, two] = pair as [(typeof pair)[0], (typeof pair)[0]];
      const replies = await Promise.all([
        one.client.post(`/api/users/${two.id}/deactivate`),
        two.client.delete(`/api/users/${one.id}/roles/ADMIN`),
      ]);
      // The one who comes second is refused, by the rule or because he is no administrator any more.
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(await admins()).toHaveLength(1);
      await app.db.query(`UPDATE "User" SET active = true WHERE email = 'admin@clinic.example'`);
      await app.db.query(`UPDATE "User" SET active = false WHERE id = ANY ($1)`, [[one.id, two.id]]);
    }
  });
});

it('lets an administrator go while another one stays', async () => {
  const other = await aUser(app, { roles: ['ADMIN'] });
  await app.as('ADMIN').post(`/api/users/${other.id}/deactivate`).expect(200);
  await app.as('ADMIN').post(`/api/users/${other.id}/activate`).expect(200);
  await app.as('ADMIN').delete(`/api/users/${other.id}`).expect(204);
});
