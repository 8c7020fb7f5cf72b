import pg from 'pg';
import { type AuditPolicy, declareTriggers, installAudit, type Model } from '../../src/audit/index.js';
import { rolesFor } from '../../src/database/roles.js';
import type { RecordRow } from '../support/app.js';
import { cloneDatabase, run, type TestDatabase } from '../support/database.js';

const ANA = '01890000-0000-7000-8000-00000000000a';
const BEA = '01890000-0000-7000-8000-00000000000b';

const model = (name: string, table: string, columns: Record<string, string>): Model =>
  ({ name, table, columns: new Map(Object.entries(columns)), relations: [] }) as Model;
const models = [
  model('Stay', 'clinic_stays', {
    id: 'id',
    patientId: 'patient_id',
    fullName: 'full_name',
    familyName: 'family_name',
    documentNumber: 'document_number',
    pin: 'pin',
    price: 'price',
    notes: 'notes',
    seenAt: 'seen_at',
    touchedAt: 'touched_at',
    deletedAt: 'deleted_at',
  }),
  model('BedNight', 'bed_nights', { stayId: 'stay_id', night: 'night', bed: 'bed' }),
];
const policy: AuditPolicy = {
  Stay: {
    patient: 'patientId',
    label: ['fullName', 'familyName'],
    omit: ['pin'],
    redact: ['documentNumber'],
    bookkeeping: ['touchedAt', 'seenAt'],
    deletion: 'deletedAt',
  },
  BedNight: {},
};

let db: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  db = await cloneDatabase();
  owner = new pg.Client({ connectionString: db.adminUrl });
  await owner.connect();
  await owner.query(`SET ROLE ${rolesFor(run.app.user).owner}`);
  await owner.query(`
    CREATE TABLE clinic_stays (id bigint PRIMARY KEY, patient_id uuid, full_name text, family_name text,
      document_number text, pin text, price numeric(20,8), notes jsonb, seen_at date, touched_at timestamptz, deleted_at timestamptz);
    CREATE TABLE bed_nights (night date, bed text, stay_id bigint REFERENCES clinic_stays ON DELETE CASCADE ON UPDATE CASCADE,
      PRIMARY KEY (stay_id, night))`);
  await install();
});
afterAll(async () => {
  await owner.end();
  await db.drop();
});

const install = (chosen: AuditPolicy = policy) =>
  installAudit(owner, { declared: declareTriggers(chosen, models), appRole: run.app.user });

/** Runs the statement and returns the records that it left. */
async function recordsOf(sql: string): Promise<RecordRow[]> {
  await owner.query('BEGIN');
  await owner.query(sql);
  const { rows } = await owner.query<RecordRow>(
    `SELECT * FROM audit_log WHERE "txId" = pg_current_xact_id() ORDER BY id`,
  );
  await owner.query('COMMIT');
  return rows;
}

const insert = (id: number, more = '') =>
  `INSERT INTO clinic_stays VALUES (${id}, '${ANA}', 'Ana', 'Souza', 'AB-123', '4711', 12.50000001, '{"a":[1,null]}', '2026-01-31', now(), NULL) ${more}`;

it('names fields as the schema does, with label, patient and key', async () => {
  const [record, ...more] = await recordsOf(insert(1));
  expect(more).toEqual([]);
  expect(record).toMatchObject({
    action: 'CREATION',
    event: 'stay.created',
    entityType: 'Stay',
    entityId: '1',
    entityLabel: 'Ana Souza',
    patientIds: [ANA],
    before: null,
    after: {
      id: 1,
      patientId: ANA,
      fullName: 'Ana',
      price: 12.50000001,
      notes: { a: [1, null] },
      seenAt: '2026-01-31',
    },
  });
});

it('keeps the value of a redacted field out, and an omitted field altogether', async () => {
  const created = await recordsOf(insert(2));
  const changed = await recordsOf(`UPDATE clinic_stays SET document_number = 'CD-456', pin = '0815' WHERE id = 2`);
  expect(changed).toMatchObject([
    {
      changedFields: ['documentNumber'],
      before: { documentNumber: '[redacted]' },
      after: { documentNumber: '[redacted]' },
    },
  ]);
  const cleared = await recordsOf('UPDATE clinic_stays SET document_number = NULL WHERE id = 2');
  expect(cleared).toMatchObject([{ before: { documentNumber: '[redacted]' }, after: { documentNumber: null } }]);
  expect(JSON.stringify([created, changed, cleared])).not.toMatch(/AB-123|CD-456|4711|0815|"pin"/);
});

it.each([
  ['only bookkeeping', `UPDATE clinic_stays SET touched_at = clock_timestamp(), seen_at = '2026-02-01' WHERE id = 3`],
  ['nothing', 'UPDATE clinic_stays SET full_name = full_name WHERE id = 3'],
  ['no row', `UPDATE clinic_stays SET full_name = 'x' WHERE id = 0`],
])('records no change of %s', async (_, sql) => {
  await recordsOf(insert(3, 'ON CONFLICT DO NOTHING'));
  expect(await recordsOf(sql)).toEqual([]);
});

it.each(['omit', 'redact'])('has no label of what it is to %s: another record could show it as a name', (kept) => {
  const faulty = { ...policy, BedNight: { label: 'bed', [kept]: ['bed'] } };
  expect(() => declareTriggers(faulty, models)).toThrow("BedNight: 'bed' is kept out of the log");
});

it('records that a row was changed when only an omitted field was, without naming it', async () => {
  await recordsOf(insert(3, 'ON CONFLICT DO NOTHING'));
  const changed = await recordsOf(`UPDATE clinic_stays SET pin = 'x' WHERE id = 3`);
  expect(changed).toMatchObject([{ action: 'UPDATE', changedFields: [] }]);
  expect(JSON.stringify(changed)).not.toContain('"pin"');
});

it('sees a change in a column that came to the table after the trigger', async () => {
  await owner.query('ALTER TABLE bed_nights ADD COLUMN aside text');
  await recordsOf(`${insert(45)}; INSERT INTO bed_nights VALUES ('2026-01-01', 'A1', 45)`);
  expect(await recordsOf(`UPDATE bed_nights SET aside = 'x', bed = 'A2' WHERE stay_id = 45`)).toMatchObject([
    { changedFields: ['bed', 'aside'], before: { aside: null, bed: 'A1' }, after: { aside: 'x', bed: 'A2' } },
  ]);
  expect(await recordsOf(`UPDATE bed_nights SET aside = 'y' WHERE stay_id = 45`)).toMatchObject([
    { changedFields: ['aside'], before: { aside: 'x' }, after: { aside: 'y' } },
  ]);
  expect(await recordsOf(`UPDATE bed_nights SET aside = 'y' WHERE stay_id = 45`)).toEqual([]);
  await owner.query('ALTER TABLE bed_nights DROP COLUMN aside');
});

it('records the setting of the deletion field as DELETION, its clearing as UPDATE', async () => {
  await recordsOf(insert(4));
  expect(await recordsOf('UPDATE clinic_stays SET deleted_at = now() WHERE id = 4')).toMatchObject([
    { action: 'DELETION', event: 'stay.deleted', changedFields: ['deletedAt'], before: { deletedAt: null } },
  ]);
  expect(await recordsOf('UPDATE clinic_stays SET deleted_at = NULL WHERE id = 4')).toMatchObject([
    { action: 'UPDATE', event: 'stay.updated' },
  ]);
  expect(await recordsOf('DELETE FROM clinic_stays WHERE id = 4')).toMatchObject([
    { action: 'DELETION', entityLabel: 'Ana Souza', patientIds: [ANA], after: null },
  ]);
});

it('names both patients when a row moves from one to the other, and none where there is none', async () => {
  await recordsOf(insert(5));
  const [moved] = await recordsOf(`UPDATE clinic_stays SET patient_id = '${BEA}' WHERE id = 5`);
  expect(moved!.patientIds).toEqual([BEA, ANA]);
  const [freed] = await recordsOf('UPDATE clinic_stays SET patient_id = NULL WHERE id = 5');
  expect(freed).toMatchObject({ before: { patientId: BEA }, after: { patientId: null }, patientIds: [BEA] });
  const [taken] = await recordsOf(`UPDATE clinic_stays SET patient_id = '${ANA}' WHERE id = 5`);
  expect(taken!.patientIds).toEqual([ANA]);
});

it('joins the columns of a key in their order in the key, and follows cascades', async () => {
  await recordsOf(insert(6));
  expect(await recordsOf(`INSERT INTO bed_nights (stay_id, night, bed) VALUES (6, '2026-01-31', 'B1')`)).toMatchObject([
    { entityType: 'BedNight', event: 'bed-night.created', entityId: '6:2026-01-31', patientIds: [] },
  ]);
  expect(await recordsOf('UPDATE clinic_stays SET id = 60 WHERE id = 6')).toMatchObject([
    { entityType: 'Stay', entityId: '60', before: { id: 6 }, changedFields: ['id'] },
    { entityType: 'BedNight', entityId: '60:2026-01-31', before: { stayId: 6 }, changedFields: ['stayId'] },
  ]);
  expect(await recordsOf('DELETE FROM clinic_stays WHERE id = 60')).toMatchObject([
    { entityType: 'Stay', action: 'DELETION' },
    { entityType: 'BedNight', action: 'DELETION', before: { bed: 'B1' }, after: null },
  ]);
});

it('records each row of INSERT … ON CONFLICT as what it became', async () => {
  await recordsOf(insert(7));
  const upsert = insert(7, `ON CONFLICT (id) DO UPDATE SET full_name = 'Anabel'`);
  expect(await recordsOf(upsert)).toMatchObject([
    { action: 'UPDATE', changedFields: ['fullName'], entityLabel: 'Anabel Souza' },
  ]);
});

it('takes over a change of the policy when it is installed again, and an exemption', async () => {
  await recordsOf(insert(8));
  await install({ ...policy, Stay: { omit: ['documentNumber'], redact: ['pin'] } });
  expect(await recordsOf(`UPDATE clinic_stays SET document_number = 'x', pin = 'y' WHERE id = 8`)).toMatchObject([
    { changedFields: ['pin'], after: { pin: '[redacted]' }, entityLabel: null },
  ]);
  await install({ ...policy, Stay: { unaudited: 'for a moment' } });
  expect(await recordsOf(`UPDATE clinic_stays SET full_name = 'unseen' WHERE id = 8`)).toEqual([]);
  await install();
  expect(await recordsOf('DELETE FROM clinic_stays WHERE id = 8')).toHaveLength(1);
});
