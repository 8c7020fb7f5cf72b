import { Bootstrap } from '../../src/auth/bootstrap.service.js';
import { useApp } from '../support/app.js';

const app = useApp();
const PASSWORD = 'seven quiet herons by the lake';
const bootstrap = (token: string, email = 'first@clinic.example') =>
  app.anonymous.post('/api/auth/bootstrap', { token, email, name: 'Nora Lind', password: PASSWORD });
const service = () => app.nest.get(Bootstrap, { strict: false });
const withoutAdmins = () =>
  app.db.query(`
    BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM "User" WHERE 'ADMIN' = ANY (roles); COMMIT`);

it('issues no token while there is an administrator', async () => {
  expect(await service().issue()).toBeUndefined();
  expect(await service().ensureFirstAdmin('second@clinic.example', PASSWORD)).toBe(false);
  await bootstrap('guess').expect(403);
});

it('makes one administrator of many who hold the token, and then nobody any more', async () => {
  await withoutAdmins();
  const [token, other] = [await service().issue(), await service().issue()];
  await bootstrap('guess').expect(403);
  const replies = await Promise.all([1, 2, 3].map((n) => bootstrap(token!, `first${n}@clinic.example`)));
  expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 403, 403]);
  const { body } = replies.find(({ status }) => status === 201)!;
  expect(body).toMatchObject({ roles: ['ADMIN'], active: true });
  const { client } = await app.signIn(body.email as string, PASSWORD);
  await client.get('/api/users').expect(200);
  await bootstrap(other!).expect(403);
  expect(
    await app.recorded({ event: 'user.first-admin-created', entityType: 'User', outcome: 'SUCCESS' }),
  ).toMatchObject([{ action: 'CREATION', actorId: body.id, actorEmail: body.email, entityId: body.id }]);
});

it('keeps the token secret in the database and lets it expire', async () => {
  await withoutAdmins();
  const token = await service().issue();
  const rows = await app.db.query<{ row: string }>('SELECT t::text AS row FROM "BootstrapToken" t');
  expect(rows).toHaveLength(1);
  expect(rows[0]!.row).not.toContain(token);
  await app.db.query(`UPDATE "BootstrapToken" SET "createdAt" = now() - interval '25 hours'`);
  await bootstrap(token!).expect(403);
});

it('makes the administrator of the settings once', async () => {
  await withoutAdmins();
  const both = await Promise.all([1, 2].map((n) => service().ensureFirstAdmin(`Boss${n}@Clinic.example`, PASSWORD)));
  expect(both.filter((made) => made)).toHaveLength(1);
  expect(
    await app.recorded({ event: 'user.first-admin-created', outcome: 'SUCCESS', entityType: 'User' }),
  ).toMatchObject([{ action: 'CREATION', actorType: 'SYSTEM', actorName: 'start', entityLabel: 'Administrator' }]);
  await expect(app.db.query(`SELECT email FROM "User" WHERE 'ADMIN' = ANY (roles)`)).resolves.toHaveLength(1);
});
