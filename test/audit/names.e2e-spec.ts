import { useApp } from '../support/app.js';

const app = useApp();

it('records the name of whom a row refers to, as it was at that time', async () => {
  const [doctor] = await app.db.query<{ id: string }>(`SELECT id FROM "User" WHERE email = 'doctor@clinic.example'`);
  await app.db.query(
    `INSERT INTO "Session" ("userId", "userEmail", "tokenHash", "updatedAt", "expiresAt") VALUES ($1, 'd', 'h', now(), now())`,
    [doctor!.id],
  );
  await app.db.query(`UPDATE "User" SET name = 'Doctor Renamed' WHERE id = $1`, [doctor!.id]);
  const [opened] = await app.recorded({ entityType: 'Session' });
  expect(opened!.details).toMatchObject({ names: { [doctor!.id]: 'Doctor Example' } });
});
