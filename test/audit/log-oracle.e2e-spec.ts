import { useApp } from '../support/app.js';
import { aPatient } from '../support/factories.js';
import { expectLogToAddUp } from '../support/log-oracle.js';

const app = useApp({}, { logIsBrokenBecause: 'every test here breaks it, to see that the oracle notices' });

/** Does as the administrator of the server what nobody else can: a statement that no trigger sees. */
async function behindTheLog(table: string, statement: string, values: unknown[]): Promise<void> {
  await app.db.query(`ALTER TABLE "${table}" DISABLE TRIGGER ALL`);
  await app.db.query(statement, values);
  await app.db.query(`ALTER TABLE "${table}" ENABLE TRIGGER ALL`);
}

it('is content with what the application did', async () => {
  const { id } = await aPatient(app, { documentNumber: 'OK-1' });
  await app.as('DOCTOR').patch(`/api/patients/${id}`, { documentNumber: 'OK-2', phone: '11 1234-5678' }).expect(200);
  await app.as('DOCTOR').delete(`/api/patients/${id}`).expect(204);
  await app.db.query('DELETE FROM "Patient" WHERE id = $1', [id]);
  await expectLogToAddUp(app.db);
});

it('notices a change without a record', async () => {
  const { id } = await aPatient(app);
  await behindTheLog('Patient', `UPDATE "Patient" SET phone = '000 0000' WHERE id = $1`, [id]);
  await expect(expectLogToAddUp(app.db)).rejects.toThrow(`Patient ${id}: the row and its last record differ in phone`);
  await app.as('DOCTOR').patch(`/api/patients/${id}`, { phone: '111 1111' }).expect(200);
  await expect(expectLogToAddUp(app.db)).rejects.toThrow('its before is not the after of the record before it: phone');
});

it('notices a row without a record', async () => {
  const insert = `INSERT INTO "Patient" ("fullName", "birthDate", "updatedAt") VALUES ('Ghost', $1, now())`;
  await behindTheLog('Patient', insert, ['1990-01-01']);
  await expect(expectLogToAddUp(app.db)).rejects.toThrow('the row has no record');
});

it('notices a row that went without a record', async () => {
  const { id } = await aPatient(app);
  await behindTheLog('Patient', 'DELETE FROM "Patient" WHERE id = $1', [id]);
  await expect(expectLogToAddUp(app.db)).rejects.toThrow(
    `Patient ${id}: the row and its last record differ in everything`,
  );
});

it('notices a record that says the wrong fields', async () => {
  const { id } = await aPatient(app);
  await app.as('DOCTOR').patch(`/api/patients/${id}`, { phone: '111 1111' }).expect(200);
  const forge = `UPDATE audit_log SET "changedFields" = '{email}' WHERE "entityId" = $1 AND action = 'UPDATE'`;
  await app.db.query('ALTER TABLE audit_log DISABLE TRIGGER ALL');
  await app.db.query(forge, [id]);
  await expect(expectLogToAddUp(app.db)).rejects.toThrow('changedFields does not name phone');
});
