import type { AccessDayDto } from '../../src/clinic/patients/access-report.dto.js';
import { useApp } from '../support/app.js';
import { aPatient } from '../support/factories.js';

const app = useApp({}, { logIsBrokenBecause: 'its records are generated' });
const report = async (id: string, query = '') =>
  (await app.as('AUDITOR').get(`/api/patients/${id}/access-report${query}`).expect(200)).body;

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

it('counts 25,000 records in one answer, and puts no more than 10,000 lines into a file', async () => {
  const { id } = await aPatient(app);
  const moments = `SELECT n, '2026-02-01T12:00:00Z'::timestamptz + n * interval '3 minutes' FROM generate_series(1, 25000) n`;
  await recordsAt(id, moments, 300);
  const body = await report(id, '?to=2026-04-30&limit=200');
  expect(body).toMatchObject({ records: 25_000, persons: 300 });
  expect(body.total).toBeGreaterThan(10_000);
  expect(body.items).toHaveLength(200);
  const reply = await app.as('AUDITOR').get(`/api/patients/${id}/access-report?format=csv`).expect(400);
  expect(reply.body).toMatchObject({ code: 'report-too-long', detail: expect.stringContaining('from and to') });
  const file = await app.as('AUDITOR').get(`/api/patients/${id}/access-report?format=csv&to=2026-02-08`).expect(200);
  const inAll = (await report(id, '?to=2026-02-08')).total;
  expect(file.text.trimEnd().split('\r\n')).toHaveLength(inAll + 1);
});
