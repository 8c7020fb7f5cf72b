import { jest } from '@jest/globals';
import { Role } from '../../src/generated/prisma/enums.js';
import { emptyDatabase, run, type TestDatabase } from '../support/database.js';
import { expectLogToAddUp } from '../support/log-oracle.js';
import { ServerProcess, temporaryDirectory } from '../support/server.js';

// Whole clinics are made here, by processes of their own.
jest.setTimeout(300_000);

const PATIENTS = 12;
const cleaning: (() => unknown)[] = [];
afterAll(async () => {
  for (const clean of cleaning.toReversed()) await clean();
});

interface Place {
  db: TestDatabase;
  settings: Record<string, string>;
}

/** An empty database and the data directory of whoever seeds it. */
async function place(): Promise<Place> {
  const db = await emptyDatabase();
  const data = temporaryDirectory();
  cleaning.push(
    () => db.drop(),
    () => data.remove(),
  );
  const urls = { DATABASE_URL: db.appUrl, MIGRATE_DATABASE_URL: db.adminUrl };
  return { db, settings: { ...urls, DATA_DIR: data.path, JWT_SECRET: run.password } };
}

const begin = ({ settings }: Place, ...args: string[]) => ServerProcess.run(settings, ['seed/cli.js', ...args]);

async function seed(where: Place, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const seeding = begin(where, ...args);
  return { code: await seeding.exit(), said: seeding.output };
}

const count = async ({ db }: Place, from: string) =>
  (await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`))[0]!.count;

let clinic: Place;
beforeAll(async () => {
  clinic = await place();
  // Nothing that a later version of a library refuses, either.
  const said = expect.not.stringContaining('Warning');
  expect(await seed(clinic, '--patients', `${PATIENTS}`)).toEqual({ code: 0, said });
});

it('has two sites, twenty staff in every role, three who begin soon, and the patients that were asked for', async () => {
  const staff = await clinic.db.query<{ role: string; count: number }>(
    `SELECT roles[1]::text AS role, count(*)::int AS count FROM "User" GROUP BY 1`,
  );
  expect(new Set(staff.map(({ role }) => role))).toEqual(new Set(Object.values(Role)));
  expect(staff.reduce((sum, { count }) => sum + count, 0)).toBe(23);
  for (const table of ['Resource', 'Practitioner'])
    expect([table, await count(clinic, `(SELECT DISTINCT site FROM "${table}") sites`)]).toEqual([table, 2]);
  expect(await count(clinic, '"Patient"')).toBe(PATIENTS);
  expect(await count(clinic, '"Patient" WHERE restricted')).toBeGreaterThan(0);
});

it('has something of every kind, over three months and the coming weeks', async () => {
  const tables = await clinic.db.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^[A-Z]'`,
  );
  const empty = [];
  for (const { name } of tables) if ((await count(clinic, `"${name}"`)) === 0) empty.push(name);
  // Tokens that somebody was mailed or shown, and keys that a client made, are no part of a demo.
  expect(empty).toEqual(expect.arrayContaining(['BootstrapToken', 'IdempotencyKey']));
  expect(empty).toHaveLength(2);
  const statuses = await clinic.db.query<{ status: string }>(`SELECT DISTINCT status::text FROM "Appointment"`);
  expect(new Set(statuses.map(({ status }) => status))).toEqual(
    new Set(['BOOKED', 'COMPLETED', 'CANCELLED', 'NO_SHOW']),
  );
  expect(await count(clinic, `"Appointment" WHERE "startsAt" > now() AND status = 'BOOKED'`)).toBeGreaterThan(0);
  expect(await count(clinic, `"Appointment" WHERE "startsAt" < now() - interval '6 weeks'`)).toBeGreaterThan(0);
  expect(await count(clinic, `"Vitals" WHERE "measuredAt" < now() - interval '6 weeks'`)).toBeGreaterThan(0);
});

it('leaves a log that adds up, written today, in which people did what people do', async () => {
  await expectLogToAddUp(clinic.db);
  expect(await count(clinic, `audit_log WHERE "recordedAt" < now() - interval '1 hour'`)).toBe(0);
  const strangers = await clinic.db.query(
    `SELECT DISTINCT "actorType"::text AS type, source::text AS source, event FROM audit_log
     WHERE "actorType" <> 'USER' ORDER BY 1, 2, 3`,
  );
  expect(strangers).toEqual([
    { type: 'ANONYMOUS', source: 'HTTP', event: 'session.login' },
    { type: 'SYSTEM', source: 'JOB', event: 'user.created' },
  ]);
  // Whoever books is no doctor, whoever prescribes is no receptionist.
  const roles = await clinic.db.query<{ event: string; role: string }>(
    `SELECT DISTINCT event, "actorRoles"[1] AS role FROM audit_log
     WHERE outcome = 'SUCCESS' AND event IN ('appointment.booked', 'queue.enqueued', 'prescription.created') ORDER BY 1`,
  );
  expect(roles).toEqual([
    { event: 'appointment.booked', role: 'RECEPTIONIST' },
    { event: 'prescription.created', role: 'DOCTOR' },
    { event: 'queue.enqueued', role: 'RECEPTIONIST' },
  ]);
});

it('books what is past, and by the clocks of the other site, with a reason each', async () => {
  const refused = `details->>'reason' IN ('in-the-past', 'outside-opening-hours')`;
  expect(await count(clinic, `audit_log WHERE ${refused}`)).toBe(0);
  const booked = `audit_log WHERE event = 'appointment.booked' AND outcome = 'SUCCESS'`;
  const past = `(after->>'startsAt')::timestamptz < "recordedAt"`;
  const fromPaper = `reason = 'Taken over from the paper diary'`;
  expect(await count(clinic, `${booked} AND ${past}`)).toBeGreaterThan(0);
  expect(await count(clinic, `${booked} AND (${past}) <> coalesce(${fromPaper}, false)`)).toBe(0);
});

it.each([
  ['a burst of failed logins from one address', `event = 'session.login' AND outcome = 'FAILURE'`, 5],
  ['refusals of roles', `outcome = 'DENIED' AND details->>'reason' = 'role-required'`, 5],
  ['a restricted patient that stayed shut', `outcome = 'DENIED' AND details->>'reason' = 'reason-required'`, 1],
  ['a broken glass with its reason', `event = 'patient.break-glass' AND reason LIKE 'Collapsed%'`, 1],
  ['one nurse who opens many patients', `"requestId" LIKE 'demo-many-patients-%' AND event = 'patient.viewed'`, 8],
  ['somebody who looks up his own surname', `"requestId" LIKE 'demo-same-surname-%' AND event = 'patient.viewed'`, 1],
])('shows an auditor %s', async (_what, where, atLeast) => {
  expect(await count(clinic, `audit_log WHERE ${where}`)).toBeGreaterThanOrEqual(atLeast);
});

it('refuses to seed a clinic that is complete, and changes nothing of it', async () => {
  const before = await count(clinic, 'audit_log');
  expect(await seed(clinic, '--patients', `${PATIENTS}`)).toEqual({
    code: 1,
    said: expect.stringContaining(`The demo clinic of ${PATIENTS} patients is complete; a larger --patients adds`),
  });
  expect(await count(clinic, 'audit_log')).toBe(before);
});

it('makes the same clinic again: the same names in the same order, the same acts', async () => {
  const again = await place();
  expect(await seed(again, '--patients', `${PATIENTS}`)).toMatchObject({ code: 0 });
  const facts = async ({ db }: Place) => ({
    patients: await db.query('SELECT "fullName", "documentNumber", "birthDate" FROM "Patient" ORDER BY id'),
    users: await db.query('SELECT name, email, roles FROM "User" ORDER BY id'),
    // What is refused many times is counted in parts, by the clock.
    acts: await db.query(
      `SELECT event, outcome, count(*)::int FROM audit_log WHERE outcome <> 'FAILURE' GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
  });
  expect(await facts(again)).toEqual(await facts(clinic));
});

it('goes on after it was stopped, and adds patients when more are asked for', async () => {
  const where = await place();
  const first = begin(where, '--patients', '40');
  await first.says(/[1-9]\d* of 40 patients/);
  first.kill('SIGINT');
  expect([await first.exit(), first.output]).toEqual([130, expect.stringContaining('Stopped')]);
  expect(await count(where, '"Patient"')).toBeLessThan(40);
  expect(await seed(where, '--patients', '40')).toMatchObject({ code: 0 });
  expect(await seed(where, '--patients', '42')).toMatchObject({ code: 0 });
  expect(await count(where, '"Patient"')).toBe(42);
  expect(await count(where, '(SELECT DISTINCT "documentNumber" FROM "Patient") numbers')).toBeGreaterThan(35);
  await expectLogToAddUp(where.db);
});

it('touches neither a clinic of somebody else nor production', async () => {
  const where = await place();
  const production = { NODE_ENV: 'production', JWT_SECRET: 'Zq8-vN3xK1mT7rB5wY9cL2pJ6hD4gF0s' };
  expect(await seed({ ...where, settings: { ...where.settings, ...production } })).toEqual({
    code: 1,
    said: 'Demo data has no place in production\n',
  });
  expect(await seed(where, '--patients', '1')).toMatchObject({ code: 0 });
  const elsewhere = temporaryDirectory();
  cleaning.push(() => elsewhere.remove());
  expect(await seed({ ...where, settings: { ...where.settings, DATA_DIR: elsewhere.path } })).toEqual({
    code: 1,
    said: expect.stringContaining('The database has users already'),
  });
});

it('says how it is used', async () => {
  const nowhere = { db: clinic.db, settings: {} };
  expect(await seed(nowhere, '--help')).toEqual({ code: 0, said: expect.stringContaining('--patients N') });
  for (const wrong of [
    ['--patients', '0'],
    ['--patients', 'many'],
    ['--people', '3'],
  ])
    expect((await seed(nowhere, ...wrong)).code).toBe(1);
});
