import { randomUUID } from 'node:crypto';
import type { AccessDayDto } from '../../src/clinic/patients/access-report.dto.js';
import { dayIn } from '../../src/clinic/settings/clinic-time.js';
import { useApp } from '../support/app.js';
import { aPatient, given } from '../support/factories.js';
import { aRecord } from '../support/log-rows.js';
import { aUser } from '../support/users.js';

const app = useApp();
const auditor = () => app.as('AUDITOR');
const at = (id: string, query = '') => `/api/patients/${id}/access-report${query}`;
const noState = { before: null, after: null, changedFields: [] };
const WHY = 'The patient asks who read his record';
const personOf = (days: AccessDayDto[], role: string) => days.find(({ person }) => person.roles.includes(role))!;

describe('the report', () => {
  it('counts by day and person what was done and refused, and masks the names', async () => {
    const { id } = await aPatient(app);
    await app.as('DOCTOR').get(`/api/patients/${id}`).set('x-purpose-of-use', 'TREATMENT').expect(200);
    await app.as('DOCTOR').get(`/api/patients/${id}`).expect(200);
    await app.as('DOCTOR').get(`/api/patients/${id}/lab-orders`).expect(200);
    await app.as('BILLING').get(`/api/patients/${id}/vitals`).expect(403);
    const { body, text } = await auditor().get(at(id)).expect(200);
    expect(body).toMatchObject({ patientId: id, timeZone: 'UTC', masked: true, records: 5, persons: 3 });
    expect(body).toMatchObject({ page: 1, limit: 50, total: 3 });
    expect(personOf(body.items, 'DOCTOR')).toEqual({
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      person: { pseudonym: 'Person 2', type: 'USER', id: null, name: 'D••• E•••', email: null, roles: ['DOCTOR'] },
      records: 3,
      acts: [
        { event: 'patient.viewed', action: 'VIEW', outcome: 'SUCCESS', count: 2 },
        { event: 'lab-order.listed', action: 'VIEW', outcome: 'SUCCESS', count: 1 },
      ],
      purposes: ['TREATMENT'],
      breakGlass: false,
      reasons: [],
      reasonsStated: 0,
      firstAt: expect.stringMatching(/Z$/),
      lastAt: expect.stringMatching(/Z$/),
    });
    expect(personOf(body.items, 'RECEPTIONIST').acts).toEqual([
      { event: 'patient.created', action: 'CREATION', outcome: 'SUCCESS', count: 1 },
    ]);
    expect(personOf(body.items, 'BILLING').acts).toEqual([
      { event: 'vitals.viewed', action: 'VIEW', outcome: 'DENIED', count: 1 },
    ]);
    expect(text).not.toMatch(/Example|clinic\.example|Ana Souza/);
  });

  it('leaves one record of who read it, and how', async () => {
    const { id } = await aPatient(app);
    await auditor().get(at(id, '?from=2026-01-01')).expect(200);
    await app.as('ADMIN').get(at(id, '?format=csv')).set('x-audit-reason', WHY).expect(200);
    const viewed = {
      ...noState,
      action: 'VIEW',
      event: 'patient.access-report-viewed',
      outcome: 'SUCCESS',
      entityType: 'Patient',
      entityId: id,
      entityLabel: 'Ana Souza',
      patientIds: [id],
    };
    expect(await app.recorded()).toMatchObject([
      {
        ...viewed,
        actorRoles: ['AUDITOR'],
        reason: null,
        details: { format: 'json', from: '2026-01-01', to: null, masked: true },
      },
      {
        ...viewed,
        actorRoles: ['ADMIN'],
        reason: WHY,
        details: { format: 'csv', from: null, to: null, masked: false },
      },
    ]);
  });

  it('names everybody to whoever states a reason', async () => {
    const { id } = await aPatient(app);
    const { body } = await auditor().get(at(id)).set('x-audit-reason', WHY).expect(200);
    expect(body.masked).toBe(false);
    expect(body.items[0].person).toEqual({
      pseudonym: 'Person 1',
      type: 'USER',
      id: expect.any(String),
      name: 'Receptionist Example',
      email: 'receptionist@clinic.example',
      roles: ['RECEPTIONIST'],
    });
    await auditor().get(at(id)).set('x-audit-reason', '  ').expect(200);
    expect(await app.recorded()).toMatchObject([{ details: { masked: false } }, { details: { masked: true } }]);
  });

  it('shows a break-glass with its reason, and what was refused without one', async () => {
    const { id } = await aPatient(app, { restricted: true });
    await app.as('DOCTOR').get(`/api/patients/${id}`).expect(403);
    await app.as('DOCTOR').get(`/api/patients/${id}`).set('x-audit-reason', 'Emergency admission').expect(200);
    const { body } = await auditor().get(at(id)).set('x-audit-reason', WHY).expect(200);
    expect(personOf(body.items, 'DOCTOR')).toMatchObject({
      breakGlass: true,
      reasons: ['Emergency admission'],
      reasonsStated: 1,
      acts: [
        { event: 'patient.break-glass', outcome: 'SUCCESS' },
        { event: 'patient.viewed', outcome: 'DENIED' },
      ],
    });
    expect(personOf(body.items, 'RECEPTIONIST').breakGlass).toBe(false);
  });

  it('shows nobody’s own words where it shows no names, and says that there are some', async () => {
    const { id } = await aPatient(app, { restricted: true });
    for (const [reason, purpose] of [
      ['Dr. Lind asked me to look', 'TREATMENT'],
      ['Lind asked once more', 'For Nora Lind'],
      ['Ward round', 'NORA_LIND'],
    ] as const) {
      const request = app.as('DOCTOR').get(`/api/patients/${id}`).set('x-purpose-of-use', purpose);
      await request.set('x-audit-reason', reason).expect(200);
    }
    const masked = await auditor().get(at(id)).expect(200);
    expect(personOf(masked.body.items, 'DOCTOR')).toMatchObject({
      breakGlass: true,
      purposes: ['TREATMENT'],
      reasons: [],
      reasonsStated: 3,
    });
    const file = await auditor().get(at(id, '?format=csv')).expect(200);
    expect(file.text).toContain(',TREATMENT,yes,,3,');
    expect(masked.text + file.text).not.toMatch(/Lind/i);
    const { body } = await auditor().get(at(id)).set('x-audit-reason', WHY).expect(200);
    expect(personOf(body.items, 'DOCTOR')).toMatchObject({
      purposes: ['For Nora Lind', 'NORA_LIND', 'TREATMENT'],
      reasons: ['Dr. Lind asked me to look', 'Lind asked once more', 'Ward round'],
    });
  });

  it.each(['.', '..........', 'because', 'xxxxxxxxxxxx'])('names nobody for the reason %j', async (reason) => {
    const { id } = await aPatient(app);
    const { body, text } = await auditor().get(at(id)).set('x-audit-reason', reason).expect(400);
    expect(body).toMatchObject({ code: 'reason-too-vague', detail: expect.stringContaining('At least 8 characters') });
    expect(text).not.toContain('Receptionist');
    expect(await app.recorded()).toMatchObject([
      {
        ...noState,
        action: 'VIEW',
        event: 'patient.access-report-viewed',
        outcome: 'DENIED',
        entityId: id,
        patientIds: [id],
        reason,
        details: { reason: 'reason-too-vague', format: 'json', from: null, to: null },
      },
    ]);
  });

  it('knows refused attempts on what is his, and none on what is another’s', async () => {
    const [one, other] = [await aPatient(app), await aPatient(app)];
    const order = (id: string) =>
      given<{ id: string }>(app.as('DOCTOR'), `/api/patients/${id}/lab-orders`, { test: 'x' });
    const { id } = await order(one.id);
    await order(other.id);
    await app.as('PHARMACIST').get(`/api/lab-orders/${id}`).expect(403);
    expect(await app.recorded()).toMatchObject([{ outcome: 'DENIED', patientIds: [], entityId: id }]);
    const { body } = await auditor().get(at(one.id)).expect(200);
    expect(personOf(body.items, 'PHARMACIST')).toMatchObject({
      records: 1,
      acts: [{ event: 'lab-order.viewed', outcome: 'DENIED', count: 1 }],
    });
    expect(personOf((await auditor().get(at(other.id))).body.items, 'PHARMACIST')).toBeUndefined();
  });

  it('tells a change behind the application’s back, and jobs by their name', async () => {
    const { id } = await aPatient(app);
    await app.db.query(`UPDATE "Patient" SET phone = '1234567' WHERE id = $1`, [id]);
    await aRecord(app, { patientIds: [id], actorType: 'SYSTEM', actorName: 'retention', source: 'JOB' });
    const { body } = await auditor().get(at(id)).expect(200);
    expect(body.items.map(({ person }: AccessDayDto) => [person.pseudonym, person.type, person.name])).toEqual([
      ['Person 1', 'USER', 'R••• E•••'],
      ['Person 2', 'DATABASE', 'p•••'],
      ['Person 3', 'SYSTEM', 'retention'],
    ]);
  });

  it('is paged, and each person keeps the same pseudonym', async () => {
    const { id } = await aPatient(app);
    for (const role of ['DOCTOR', 'NURSE', 'BILLING'] as const) await app.as(role).get(`/api/patients/${id}`);
    const whole = (await auditor().get(at(id)).expect(200)).body;
    const page = (await auditor().get(at(id, '?page=2&limit=3')).expect(200)).body;
    // The auditor who read the first one is the fifth.
    expect([whole.total, page.total]).toEqual([4, 5]);
    expect(page.items.map(({ person }: AccessDayDto) => person.pseudonym)).toEqual(['Person 4', 'Person 5']);
    expect(page.items[0].person).toEqual(whole.items[3].person);
    expect((await auditor().get(at(id, '?page=9'))).body).toMatchObject({ items: [], total: 5 });
  });

  it('is there for a removed patient, and not for one who never was', async () => {
    const { id } = await aPatient(app);
    await app.as('DOCTOR').delete(`/api/patients/${id}`).expect(204);
    expect((await auditor().get(at(id)).expect(200)).body.records).toBe(2);
    const nobody = randomUUID();
    expect((await auditor().get(at(nobody)).expect(404)).body.code).toBe('not-found');
    expect((await app.recorded()).at(-1)).toMatchObject({
      ...noState,
      event: 'patient.access-report-viewed',
      outcome: 'FAILURE',
      entityId: nobody,
      patientIds: [nobody],
      details: { reason: 'not-found' },
    });
  });

  it('is for those who read the log', async () => {
    const { id } = await aPatient(app);
    for (const role of ['DOCTOR', 'NURSE', 'RECEPTIONIST', 'PHARMACIST', 'BILLING'] as const) {
      await app.as(role).get(at(id)).set('x-audit-reason', WHY).expect(403);
    }
    const denied = { event: 'patient.access-report-viewed', outcome: 'DENIED', patientIds: [id] };
    expect(await app.recorded()).toMatchObject(Array.from({ length: 5 }, () => denied));
  });

  it.each([
    '?format=pdf',
    '?from=yesterday',
    '?from=2026-02-30',
    '?from=2026-03-02&to=2026-03-01',
    '?limit=201',
    '?who=me',
  ])('refuses %s', async (query) => {
    const { id } = await aPatient(app);
    expect((await auditor().get(at(id, query)).expect(400)).body.code).toBe('validation-failed');
  });
});

it('of CSV is a file that no spreadsheet runs', async () => {
  const { id } = await aPatient(app, { restricted: true });
  const { email } = await aUser(app, { name: '=HYPERLINK("http://x")', roles: ['DOCTOR'] });
  const { client } = await app.signIn(email);
  await client.get(`/api/patients/${id}`).set('x-audit-reason', '@SUM(A1), "urgent"').expect(200);
  const { text, headers } = await auditor().get(at(id, '?format=csv')).set('x-audit-reason', WHY).expect(200);
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(headers.get('content-disposition')).toBe('attachment; filename="access-report.csv"');
  const lines = text.split('\r\n');
  expect(lines[0]).toBe(
    'day,person,type,name,email,roles,records,acts,purposes,breakGlass,reasons,reasonsStated,firstAt,lastAt',
  );
  expect(lines).toHaveLength(4);
  expect(lines.at(-1)).toBe('');
  expect(lines[2]).toMatch(
    new RegExp(
      `^\\d{4}-\\d\\d-\\d\\d,Person 2,USER,"'=HYPERLINK\\(""http://x""\\)",${email},DOCTOR,1,` +
        `"1 × patient.break-glass \\(VIEW, SUCCESS\\)",,yes,"'@SUM\\(A1\\), ""urgent""",1,`,
    ),
  );
  const masked = await auditor().get(at(id, '?format=csv')).expect(200);
  expect(masked.text).not.toContain(email);
});

it('counts the days of the clinic’s time zone', async () => {
  const { id } = await aPatient(app);
  const inZone = async (timeZone: string) => {
    await app.as('ADMIN').patch('/api/settings', { timeZone }).expect(200);
    const { body } = await auditor().get(at(id)).expect(200);
    const { day, firstAt } = body.items[0] as AccessDayDto;
    expect([body.timeZone, day]).toEqual([timeZone, dayIn(timeZone, new Date(firstAt))]);
    return body.items as AccessDayDto[];
  };
  // More than a day lies between their clocks, so the same moment is never on the same day.
  const west = (await inZone('Pacific/Pago_Pago')).at(-1)!.day;
  const east = (await inZone('Pacific/Kiritimati')).at(-1)!.day;
  expect(west < east).toBe(true);
  expect(
    (
      await auditor()
        .get(at(id, `?to=${west}`))
        .expect(200)
    ).body.total,
  ).toBe(0);
  expect(
    (
      await auditor()
        .get(at(id, `?from=${east}`))
        .expect(200)
    ).body.records,
  ).toBeGreaterThan(0);
});
