import type { AccessDayDto } from '../../src/clinic/patients/access-report.dto.js';
import { useApp } from '../support/app.js';
import { aPatient } from '../support/factories.js';

const app = useApp({}, { logIsBrokenBecause: 'its records are generated' });
const report = async (id: string, query = '') =>
  (await app.as('AUDITOR').get(`/api/patients/${id}/access-report${query}`).expect(200)).body;

/** The lines of the file, without the names of its columns. */
const csv = async (id: string, query = '') => {
  const { text } = await app.as('AUDITOR').get(`/api/patients/${id}/access-report?format=csv${query}`).expect(200);
  return text.trimEnd().split('\r\n').slice(1);
};

/** Records of times that are over, by so many people in turn. Only the owner can write them, past the guard. */
async function recordsAt(patientId: string, moments: string, people: number): Promise<void> {
  await app.db.query('ALTER TABLE audit_log DISABLE TRIGGER audit_no_back_dating');
  await app.db.query(
    `INSERT INTO audit_log (id, "recordedAt", action, event, outcome, source, "actorType", "actorId", "actorName", "entityType", "patientIds")
     SELECT overlay(audit_id_floor(moment)::text placing right(md5(n::text), 12) from 25)::uuid, moment, 'VIEW', 'thing.viewed',
       'SUCCESS', 'HTTP', 'USER', 'user-' || n % $2::int, 'User Number', 'Thing', ARRAY[$1::uuid]
     FROM (${moments}) AS given (n, moment)`,
    [patientId, people],
  );
  await app.db.query('ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_no_back_dating');
}

beforeAll(async () => {
  await app.as('ADMIN').patch('/api/settings', { timeZone: 'America/Sao_Paulo' }).expect(200);
});

it('ends a day at midnight where the clinic is', async () => {
  const { id } = await aPatient(app);
  const moments = [
    '2026-03-10T02:59:59.999Z',
    '2026-03-10T03:00:00Z',
    '2026-03-11T02:59:59.999Z',
    '2026-03-11T03:00:00Z',
  ];
  await recordsAt(id, `VALUES ${moments.map((moment, n) => `(${n}, '${moment}'::timestamptz)`).join(', ')}`, 1);
  const days = async (query: string) =>
    (await report(id, query)).items.map(({ day, records }: AccessDayDto) => [day, records]);
  expect(await days('?to=2026-03-31')).toEqual([
    ['2026-03-11', 1],
    ['2026-03-10', 2],
    ['2026-03-09', 1],
  ]);
  expect(await days('?from=2026-03-10&to=2026-03-10')).toEqual([['2026-03-10', 2]]);
  const { items } = await report(id, '?from=2026-03-10&to=2026-03-10');
  expect(items[0]).toMatchObject({ firstAt: '2026-03-10T03:00:00.000Z', lastAt: '2026-03-11T02:59:59.999Z' });
});

it('counts 25,000 records in one answer, and puts every line of its pages into one file', async () => {
  const { id } = await aPatient(app);
  const moments = `SELECT n, '2026-02-01T12:00:00Z'::timestamptz + n * interval '3 minutes' FROM generate_series(1, 25000) n`;
  await recordsAt(id, moments, 300);
  const body = await report(id, '?to=2026-04-30&limit=200');
  expect(body).toMatchObject({ records: 25_000, persons: 300 });
  expect(body.total).toBeGreaterThan(10_000);
  expect(body.items).toHaveLength(200);
  const file = await csv(id, '&to=2026-04-30');
  expect(file).toHaveLength(body.total);
  expect(new Set(file).size).toBe(body.total);
  // The file is made in parts, and each line is what the pages say: also where one part ends and another begins.
  for (const page of [1, 6, 7, 40]) {
    const { items } = await report(id, `?to=2026-04-30&limit=200&page=${page}`);
    const lines = (items as AccessDayDto[]).map(({ day, person, records, firstAt }) => [
      day,
      person.pseudonym,
      String(records),
      firstAt,
    ]);
    const told = file.slice((page - 1) * 200, page * 200).map((line) => line.split(','));
    expect(told.map((cells) => [cells[0], cells[1], cells[6], cells.at(-2)])).toEqual(lines);
  }
  expect((await csv(id, '&from=2026-02-03&to=2026-02-08')).length).toBe(
    (await report(id, '?from=2026-02-03&to=2026-02-08')).total,
  );
});

it('is recorded once, before the first byte of its file; where that cannot be, no byte leaves', async () => {
  const { id } = await aPatient(app);
  await recordsAt(id, `SELECT n, '2026-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 4000) n`, 3);
  const { accessToken } = await app.signIn('auditor@clinic.example');
  const get = () =>
    fetch(`${app.url}/api/patients/${id}/access-report?format=csv`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
  const response = await get();
  const viewed = { event: 'patient.access-report-viewed', outcome: 'SUCCESS', patientIds: [id], statusCode: 200 };
  expect(await app.recorded({ entityId: id })).toMatchObject([viewed]);
  await response.text();
  expect(await app.recorded({ entityId: id })).toHaveLength(1);

  await app.db.query(`ALTER TABLE audit_log ADD CONSTRAINT no_room CHECK (event NOT LIKE '%access-report%') NOT VALID`);
  const refused = await get();
  expect([refused.status, refused.headers.get('content-type')]).toEqual([503, expect.stringContaining('problem+json')]);
  await app.db.query('ALTER TABLE audit_log DROP CONSTRAINT no_room');
});
