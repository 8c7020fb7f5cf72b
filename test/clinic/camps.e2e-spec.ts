import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aCamp, aPatient, given } from '../support/factories.js';

const app = useApp();
const desk = () => app.as('RECEPTIONIST');
const at = (id: string, step = '') => `/api/camps/${id}${step}`;
const noState = { before: null, after: null, changedFields: [] };
const wanted = { name: 'Eye camp', location: 'Jundiaí', date: '2031-05-05', capacity: 3, expectedPatients: 2 };
const reason = 'The road is flooded';
const aRegistration = async (campId: string) => {
  const patient = await aPatient(app);
  return given<{ id: string; patientId: string }>(desk(), `/api/patients/${patient.id}/camps/${campId}`);
};

it('is planned by one record of what it will be', async () => {
  const { body } = await app.as('ADMIN').post('/api/camps', wanted).expect(201);
  expect(body).toEqual({
    ...wanted,
    id: expect.any(String),
    registered: 0,
    attendedPatients: null,
    status: 'PLANNED',
    cancelReason: null,
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
  });
  const [record, ...others] = await app.recorded();
  expect(others).toEqual([]);
  expect(record).toMatchObject({
    action: 'CREATION',
    event: 'camp.created',
    outcome: 'SUCCESS',
    actorRoles: ['ADMIN'],
    entityType: 'Camp',
    entityId: body.id,
    entityLabel: 'Eye camp',
    patientIds: [],
    before: null,
    after: { ...wanted, attendedPatients: null, status: 'PLANNED', cancelReason: null },
    changedFields: [],
  });
  expect(record!.after).not.toHaveProperty('registered');
});

it('leaves one FAILURE record where it is refused', async () => {
  await desk().post('/api/camps', { name: 'Eye camp' }).expect(400);
  expect(await app.recorded()).toMatchObject([
    {
      ...noState,
      action: 'CREATION',
      event: 'camp.created',
      outcome: 'FAILURE',
      entityType: 'Camp',
      entityId: null,
      patientIds: [],
      details: { reason: 'validation-failed' },
    },
  ]);
});

it('is viewed by a record of its name, and unknown otherwise', async () => {
  const camp = await aCamp(app);
  expect((await app.as('PHARMACIST').get(at(camp.id)).expect(200)).body).toEqual(camp);
  await desk().get(at(randomUUID())).expect(404);
  await desk().get(at('eye')).expect(400);
  expect(await app.recorded()).toMatchObject([
    {
      ...noState,
      action: 'VIEW',
      event: 'camp.viewed',
      outcome: 'SUCCESS',
      entityId: camp.id,
      entityLabel: 'Eye camp',
      patientIds: [],
    },
    { event: 'camp.viewed', outcome: 'FAILURE', details: { reason: 'not-found' } },
    { event: 'camp.viewed', outcome: 'FAILURE' },
  ]);
});

it('is listed by place, day and status, sorted and paged', async () => {
  const location = `Place ${randomUUID()}`;
  const late = await aCamp(app, { location, date: '2031-07-01', name: 'B' });
  const early = await aCamp(app, { location, date: '2031-06-01', name: 'C' });
  const off = await aCamp(app, { location, date: '2031-06-15', name: 'A' });
  await given(desk(), at(off.id, '/cancel'), { reason }, 200);
  const names = async (query: string) => {
    const { body } = await desk().get(`/api/camps?location=${location}${query}`).expect(200);
    return [body.total, ...(body.items as { name: string }[]).map(({ name }) => name)];
  };
  expect(await names('')).toEqual([3, 'C', 'A', 'B']);
  expect(await names('&sort=-date')).toEqual([3, 'B', 'A', 'C']);
  expect(await names('&sort=name')).toEqual([3, 'A', 'B', 'C']);
  expect(await names('&sort=-createdAt')).toEqual([3, 'A', 'C', 'B']);
  expect(await names('&status=PLANNED')).toEqual([2, 'C', 'B']);
  expect(await names('&from=2031-06-15&to=2031-06-15')).toEqual([1, 'A']);
  expect(await names('&from=2031-06-02&status=PLANNED')).toEqual([1, 'B']);
  expect(await names('&limit=1&page=2')).toEqual([3, 'A']);
  const records = await app.recorded();
  expect(records).toHaveLength(8);
  expect(records[4]).toMatchObject({
    ...noState,
    action: 'VIEW',
    event: 'camp.listed',
    entityType: 'Camp',
    entityId: null,
    patientIds: [],
    details: { query: { location, status: 'PLANNED' } },
  });
  expect([early.status, late.status]).toEqual(['PLANNED', 'PLANNED']);
  await desk().get('/api/camps?sort=capacity').expect(400);
  await desk().get('/api/camps?from=today').expect(400);
});

it('is changed in part, by one record with the fields that changed and no others', async () => {
  const { id } = await aCamp(app, wanted);
  const changes = { location: 'Itu', date: '2031-05-06', expectedPatients: 5, attendedPatients: 4 };
  const { body } = await desk()
    .patch(at(id), { ...changes, name: 'Eye camp' })
    .expect(200);
  expect(body).toMatchObject({ ...wanted, ...changes });
  expect((await desk().patch(at(id), { expectedPatients: null }).expect(200)).body.expectedPatients).toBeNull();
  expect(await app.recorded()).toMatchObject([
    {
      action: 'UPDATE',
      event: 'camp.updated',
      outcome: 'SUCCESS',
      entityId: id,
      entityLabel: 'Eye camp',
      patientIds: [],
      before: { ...wanted, attendedPatients: null },
      after: { ...wanted, ...changes },
      changedFields: ['attendedPatients', 'date', 'expectedPatients', 'location'],
    },
    {
      event: 'camp.updated',
      changedFields: ['expectedPatients'],
      before: { expectedPatients: 5 },
      after: { expectedPatients: null },
    },
  ]);
  await desk().patch(at(id), {}).expect(400);
  await desk().patch(at(id), { capacity: null }).expect(400);
  await desk().patch(at(randomUUID()), { capacity: 5 }).expect(404);
});

it('keeps a place for everybody who is registered when its capacity is lowered', async () => {
  const { id } = await aCamp(app, { capacity: 3 });
  await aRegistration(id);
  await aRegistration(id);
  const { body } = await desk().patch(at(id), { capacity: 1, name: 'Smaller' }).expect(409);
  expect(body).toMatchObject({
    code: 'capacity-too-low',
    detail: expect.stringContaining('2 patients'),
    errors: [{ field: 'capacity', message: 'capacity must be at least 2' }],
  });
  expect((await desk().patch(at(id), { capacity: 2 }).expect(200)).body).toMatchObject({
    capacity: 2,
    name: 'Eye camp',
  });
  expect(await app.recorded()).toMatchObject([
    { ...noState, event: 'camp.updated', outcome: 'FAILURE', entityId: id, details: { reason: 'capacity-too-low' } },
    { event: 'camp.updated', outcome: 'SUCCESS', changedFields: ['capacity'] },
  ]);
});

it('is finished, and then only says how many came', async () => {
  const { id } = await aCamp(app, wanted);
  const { id: registration } = await aRegistration(id);
  expect((await desk().post(at(id, '/finish')).expect(200)).body).toMatchObject({ status: 'FINISHED', registered: 1 });
  await desk().patch(at(id), { attendedPatients: 2 }).expect(200);
  expect(await app.recorded()).toMatchObject([
    {
      action: 'UPDATE',
      event: 'camp.finished',
      entityId: id,
      patientIds: [],
      changedFields: ['status'],
      before: { status: 'PLANNED' },
      after: { status: 'FINISHED' },
    },
    { event: 'camp.updated', changedFields: ['attendedPatients'], after: { attendedPatients: 2 } },
  ]);
  const both = { attendedPatients: 3, location: 'Itu' };
  expect((await desk().patch(at(id), both).expect(409)).body).toMatchObject({ code: 'camp-over' });
  const off = await desk().post(`/api/camp-registrations/${registration}/cancel`, { reason }).expect(409);
  expect(off.body).toMatchObject({ code: 'camp-over' });
});

it('is cancelled with everybody’s registration: one record for each, with one request id', async () => {
  const { id } = await aCamp(app, wanted);
  const [one, other] = [await aRegistration(id), await aRegistration(id)];
  const gone = await aRegistration(id);
  await given(desk(), `/api/camp-registrations/${gone.id}/cancel`, { reason: 'Travels' }, 200);
  const { body } = await desk().post(at(id, '/cancel'), { reason }).expect(200);
  expect(body).toMatchObject({ status: 'CANCELLED', cancelReason: reason, registered: 0 });
  const records = await app.recorded();
  const cancelled = {
    action: 'UPDATE',
    event: 'camp.cancelled',
    outcome: 'SUCCESS',
    reason,
    changedFields: ['cancelReason', 'status'],
    after: { status: 'CANCELLED', cancelReason: reason },
  };
  expect(records).toHaveLength(3);
  expect(records.slice(0, 2)).toEqual(
    expect.arrayContaining(
      [one, other].map((registration) =>
        expect.objectContaining({
          entityType: 'CampRegistration',
          entityId: registration.id,
          patientIds: [registration.patientId],
          details: { names: { [registration.patientId]: 'Ana Souza', [id]: 'Eye camp' } },
        }),
      ),
    ),
  );
  expect(records).toMatchObject([
    { ...cancelled, before: { status: 'REGISTERED' } },
    { ...cancelled, before: { status: 'REGISTERED' } },
    { ...cancelled, entityType: 'Camp', entityId: id, patientIds: [], before: { status: 'PLANNED' } },
  ]);
  expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(1);
  expect((await desk().patch(at(id), { attendedPatients: 2 }).expect(409)).body).toMatchObject({ code: 'camp-over' });
  await desk().post(at(id, '/cancel'), {}).expect(400);
});

describe('a step that is not legal', () => {
  const bodies = { finish: undefined, cancel: { reason } };
  it.each([
    ['finish', 'finish', 'FINISHED'],
    ['finish', 'cancel', 'FINISHED'],
    ['cancel', 'finish', 'CANCELLED'],
    ['cancel', 'cancel', 'CANCELLED'],
  ] as const)('after %s is refused: %s', async (before, step, status) => {
    const { id } = await aCamp(app);
    await given(desk(), at(id, `/${before}`), bodies[before], 200);
    const { body } = await desk()
      .post(at(id, `/${step}`), bodies[step])
      .expect(409);
    expect(body).toMatchObject({ code: 'illegal-step', detail: expect.stringMatching(`is ${status}.*final`) });
    expect(await app.recorded()).toMatchObject([
      { ...noState, outcome: 'FAILURE', entityId: id, details: { reason: 'illegal-step' } },
    ]);
  });

  it('lets one of ten win who end the camp at the same moment', async () => {
    const { id } = await aCamp(app);
    const end = (_: unknown, index: number) =>
      index % 2 ? desk().post(at(id, '/finish')) : desk().post(at(id, '/cancel'), { reason });
    const replies = await Promise.all(Array.from({ length: 10 }, end));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'illegal-step')).toHaveLength(9);
    expect(await app.recorded({ outcome: 'SUCCESS' })).toHaveLength(1);
  });
});

it('is kept by the desk and the administrator', async () => {
  const { id } = await aCamp(app);
  for (const role of ['DOCTOR', 'NURSE', 'PHARMACIST', 'BILLING'] as const) {
    await app.as(role).patch(at(id), { capacity: 5 }).expect(403);
    await app.as(role).post(at(id, '/cancel'), { reason }).expect(403);
  }
  await app.as('AUDITOR').get(at(id)).expect(403);
  expect(await app.recorded({ outcome: 'DENIED', entityId: id })).toHaveLength(9);
});

it.each([
  ['name', { name: ' ' }],
  ['location', { location: undefined }],
  ['date', { date: '2031-02-29' }],
  ['date', { date: '2031-05-05T09:00:00Z' }],
  ['capacity', { capacity: 0 }],
  ['capacity', { capacity: 5001 }],
  ['capacity', { capacity: 1.5 }],
  ['expectedPatients', { expectedPatients: -1 }],
  ['attendedPatients', { attendedPatients: 3 }],
  ['registered', { registered: 3 }],
  ['status', { status: 'FINISHED' }],
])('is refused for %s in %j', async (field, wrong) => {
  const { body } = await desk()
    .post('/api/camps', { ...wanted, ...wrong })
    .expect(400);
  expect(body).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
});

describe('the database', () => {
  const set = (id: string, change: string) => app.db.query(`UPDATE "Camp" SET ${change} WHERE id = $1`, [id]);

  it.each([
    [`name = ' '`, 'Camp_name_is_given'],
    [`location = ''`, 'Camp_location_is_given'],
    ['capacity = 0', 'Camp_capacity_is_possible'],
    ['"expectedPatients" = -1', 'Camp_expected_is_possible'],
    ['"attendedPatients" = -1', 'Camp_attended_is_possible'],
    [`status = 'CANCELLED'`, 'Camp_cancelled'],
    [`"cancelReason" = 'Rain'`, 'Camp_cancelled_with_a_reason'],
    ['registered = 0', 'has its registrations counted'],
    ['capacity = 1', 'Camp_holds_its_registrations'],
    [`status = 'CANCELLED', "cancelReason" = 'Rain'`, 'Camp_cancelled_is_empty'],
  ])('refuses %s itself', async (change, words) => {
    const { id } = await aCamp(app);
    await aRegistration(id);
    await aRegistration(id);
    await expect(set(id, change)).rejects.toThrow(words);
  });

  it('keeps what is over', async () => {
    const [finished, cancelled] = [await aCamp(app), await aCamp(app)];
    await set(finished.id, `status = 'FINISHED'`);
    await set(finished.id, '"attendedPatients" = 7');
    await set(cancelled.id, `status = 'CANCELLED', "cancelReason" = 'Rain'`);
    for (const change of [`status = 'PLANNED'`, `location = 'Itu'`, 'capacity = 9']) {
      await expect(set(finished.id, change)).rejects.toThrow('final');
    }
    for (const change of [`status = 'PLANNED', "cancelReason" = NULL`, '"attendedPatients" = 7']) {
      await expect(set(cancelled.id, change)).rejects.toThrow('final');
    }
  });

  it.each([
    [`'FINISHED', 0`, 'begins as PLANNED'],
    [`'PLANNED', 1`, 'nobody registered'],
  ])('begins no camp with %s', async (born, words) => {
    const insert = `INSERT INTO "Camp" (name, location, date, capacity, status, registered, "updatedAt")
      VALUES ('A', 'B', '2031-05-05', 5, ${born}, now())`;
    await expect(app.db.query(insert)).rejects.toThrow(words);
  });
});
