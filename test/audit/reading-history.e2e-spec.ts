import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';

const app = useApp({}, { logIsBrokenBecause: 'one of its users is older than the log' });
const auditor = app.as('AUDITOR');
const admin = app.as('ADMIN');

const history = (id: string, query = '') => auditor.get(`/api/audit-logs/entities/User/${id}${query}`);
const rename = (id: string, name: string) => admin.patch(`/api/users/${id}`, { name }).expect(200);

it('lists what happened to one entity, newest first', async () => {
  const { id } = await aUser(app);
  await rename(id, 'Nora Two');
  await admin.get(`/api/users/${id}`).expect(200);
  const { body } = await history(id).expect(200);
  expect(body).toMatchObject({
    items: [
      { event: 'user.viewed', action: 'VIEW' },
      { event: 'user.updated', changes: { name: { old: 'Nora Lind', new: 'Nora Two' } } },
      { action: 'CREATION' },
    ],
    total: 3,
    totalIsExact: true,
    nextCursor: null,
  });
  expect((await history(id, '?action=!VIEW').expect(200)).body.total).toBe(2);
});

it('gives the state at any moment, to the microsecond', async () => {
  const { id } = await aUser(app);
  await rename(id, 'Nora Two');
  await rename(id, 'Nora Three');
  const { items } = (await history(id).expect(200)).body as { items: { id: string; recordedAt: string }[] };
  const [three, two, created] = items as [(typeof items)[0], (typeof items)[0], (typeof items)[0]];
  for (const [at, name, record] of [
    [new Date(Date.now() + 60_000).toISOString(), 'Nora Three', three],
    [three.recordedAt, 'Nora Three', three],
    [two.recordedAt, 'Nora Two', two],
    [created.recordedAt, 'Nora Lind', created],
  ] as const) {
    expect((await history(id, `?at=${at}`).expect(200)).body).toMatchObject({
      state: { id, name, passwordHash: '[redacted]' },
      asOf: record.recordedAt,
      record: { id: record.id },
    });
  }
  expect((await history(id, '?at=2020-01-01').expect(404)).body).toMatchObject({ code: 'entity-not-there-yet' });
});

it('says that it was deleted, whether the row stays or not', async () => {
  const { id } = await aUser(app);
  await admin.delete(`/api/users/${id}`).expect(204);
  const after = await history(id, `?at=${new Date(Date.now() + 1_000).toISOString()}`).expect(404);
  expect(after.body.code).toBe('entity-deleted');

  const gone = await aUser(app);
  await app.db.query('DELETE FROM "User" WHERE id = $1', [gone.id]);
  const { body } = await history(gone.id, `?at=${new Date(Date.now() + 1_000).toISOString()}`).expect(404);
  expect(body.code).toBe('entity-deleted');
});

it('knows an entity older than its first record by what its first change replaced', async () => {
  const { id } = await aUser(app);
  await app.db.query('ALTER TABLE "User" DISABLE TRIGGER audit_capture');
  const older = randomUUID();
  await app.db.query(
    `INSERT INTO "User" (id, email, name, "passwordHash", "updatedAt") SELECT $2::uuid, 'older@clinic.example', 'Older', '!', now() FROM "User" WHERE id = $1`,
    [id, older],
  );
  await app.db.query('ALTER TABLE "User" ENABLE ALWAYS TRIGGER audit_capture');
  await rename(older, 'Newer');
  const { body } = await history(older, '?at=2020-01-01').expect(200);
  expect(body).toMatchObject({ state: { name: 'Older' }, asOf: null, record: { event: 'user.updated' } });
});

it.each([
  ['?at=yesterday', 'at'],
  ['?at=2026-02-30T10:00:00Z', 'at'],
  ['?at[gt]=1', 'at[gt]'],
])('refuses %s', async (query, field) => {
  expect((await history(randomUUID(), query).expect(400)).body.errors).toMatchObject([{ field }]);
});

it('never turns an id into an exclusion', async () => {
  await history('!x').expect(400);
  await auditor.get('/api/audit-logs/entities/!User/x').expect(400);
});

it('is recorded with the entity that was asked for', async () => {
  const { id } = await aUser(app);
  await history(id, '?action=VIEW').expect(200);
  expect(await app.recorded({ event: 'audit.viewed' })).toMatchObject([
    { entityType: 'AuditLog', entityId: null, details: { entity: { type: 'User', id }, query: { action: 'VIEW' } } },
  ]);
});
