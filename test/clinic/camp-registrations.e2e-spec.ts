import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { CampRegistrationDto } from '../../src/clinic/camps/camp-registration.dto.js';
import { useApp } from '../support/app.js';
import { aCamp, aPatient, given } from '../support/factories.js';

const app = useApp();
const desk = () => app.as('RECEPTIONIST');
const to = (patientId: string, campId: string) => `/api/patients/${patientId}/camps/${campId}`;
const at = (id: string) => `/api/camp-registrations/${id}/cancel`;
const noState = { before: null, after: null, changedFields: [] };
const reason = 'Is travelling';
const aRegistration = async (campId?: string, patientId?: string) =>
  given<CampRegistrationDto>(
    desk(),
    to(patientId ?? (await aPatient(app)).id, campId ?? (await aCamp(app, { capacity: 2 })).id),
  );
const registeredOf = async (id: string) => (await desk().get(`/api/camps/${id}`).expect(200)).body.registered as number;

describe('registering a patient', () => {
  it('leaves one record of who goes where, by name', async () => {
    const [patient, camp] = [await aPatient(app), await aCamp(app)];
    const { body } = await app.as('NURSE').post(to(patient.id, camp.id)).expect(201);
    expect(body).toEqual({
      id: expect.any(String),
      campId: camp.id,
      campName: 'Eye camp',
      patientId: patient.id,
      patientName: 'Ana Souza',
      status: 'REGISTERED',
      cancelReason: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(await app.recorded()).toMatchObject([
      {
        action: 'CREATION',
        event: 'patient.registered-for-camp',
        outcome: 'SUCCESS',
        actorRoles: ['NURSE'],
        entityType: 'CampRegistration',
        entityId: body.id,
        patientIds: [patient.id],
        before: null,
        after: { patientId: patient.id, campId: camp.id, status: 'REGISTERED', cancelReason: null },
        changedFields: [],
        details: { names: { [patient.id]: 'Ana Souza', [camp.id]: 'Eye camp' } },
      },
    ]);
    expect(await registeredOf(camp.id)).toBe(1);
  });

  it('rolls the change back and keeps one FAILURE record when the camp is full', async () => {
    const fullCamp = await aCamp(app, { capacity: 1 });
    await aRegistration(fullCamp.id);
    const patient = await aPatient(app);
    const { body } = await desk().post(`/api/patients/${patient.id}/camps/${fullCamp.id}`).expect(409);
    expect(body).toMatchObject({ code: 'camp-full', detail: expect.stringContaining('All 1 places') });
    expect(await app.recorded()).toMatchObject([
      {
        ...noState,
        action: 'CREATION',
        event: 'patient.registered-for-camp',
        outcome: 'FAILURE',
        entityType: 'CampRegistration',
        patientIds: [patient.id],
        details: { reason: 'camp-full' },
      },
    ]);
    expect(await registeredOf(fullCamp.id)).toBe(1);
  });

  it('is refused twice for one camp, even a full one', async () => {
    const { id: campId } = await aCamp(app, { capacity: 1 });
    const { patientId } = await aRegistration(campId);
    const { body } = await desk().post(to(patientId, campId)).expect(409);
    expect(body).toMatchObject({ code: 'already-registered' });
    expect(await app.recorded()).toMatchObject([
      { ...noState, outcome: 'FAILURE', patientIds: [patientId], details: { reason: 'already-registered' } },
    ]);
    await given(desk(), to(patientId, (await aCamp(app)).id));
  });

  it('is refused for a camp that is over, and for whoever is not there', async () => {
    const [patient, gone] = [await aPatient(app), await aPatient(app)];
    const [finished, cancelled] = [await aCamp(app), await aCamp(app)];
    await given(desk(), `/api/camps/${finished.id}/finish`, undefined, 200);
    await given(desk(), `/api/camps/${cancelled.id}/cancel`, { reason: 'Rain' }, 200);
    await desk().delete(`/api/patients/${gone.id}`).expect(204);
    for (const camp of [finished, cancelled]) {
      expect((await desk().post(to(patient.id, camp.id)).expect(409)).body.code).toBe('camp-over');
    }
    const camp = await aCamp(app);
    await desk().post(to(gone.id, camp.id)).expect(404);
    await desk().post(to(randomUUID(), camp.id)).expect(404);
    await desk().post(to(patient.id, randomUUID())).expect(404);
    await desk().post(to(patient.id, 'eye')).expect(400);
    const refused = await app.recorded({ event: 'patient.registered-for-camp' });
    expect(refused.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => 'FAILURE'));
  });
});

describe('cancelling a registration', () => {
  it('gives the place back by one record with the reason', async () => {
    const { id, patientId, campId } = await aRegistration((await aCamp(app, { capacity: 1 })).id);
    const { body } = await desk().post(at(id), { reason }).expect(200);
    expect(body).toMatchObject({ id, status: 'CANCELLED', cancelReason: reason, patientName: 'Ana Souza' });
    expect(await app.recorded()).toMatchObject([
      {
        action: 'UPDATE',
        event: 'camp.registration-cancelled',
        outcome: 'SUCCESS',
        entityType: 'CampRegistration',
        entityId: id,
        patientIds: [patientId],
        before: { status: 'REGISTERED', cancelReason: null },
        after: { status: 'CANCELLED', cancelReason: reason },
        changedFields: ['cancelReason', 'status'],
        reason,
        details: { names: { [patientId]: 'Ana Souza', [campId]: 'Eye camp' } },
      },
    ]);
    await desk().post(to(patientId, campId)).expect(201);
  });

  it('is done once, and says so', async () => {
    const { id, patientId, campId } = await aRegistration();
    const replies = await Promise.all(Array.from({ length: 5 }, () => desk().post(at(id), { reason })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'illegal-step')).toHaveLength(4);
    expect(await registeredOf(campId)).toBe(0);
    expect(await app.recorded({ entityId: id, outcome: 'SUCCESS' })).toHaveLength(1);
    expect(await app.recorded({ entityId: id, outcome: 'FAILURE' })).toMatchObject(
      Array.from({ length: 4 }, () => ({
        ...noState,
        entityLabel: 'Ana Souza, Eye camp',
        patientIds: [patientId],
        details: { reason: 'illegal-step' },
      })),
    );
    await desk().post(at(id), {}).expect(400);
    await desk().post(at(randomUUID()), { reason }).expect(404);
  });
});

it('is listed by a record that names the camp and every patient in it', async () => {
  const camp = await aCamp(app);
  const restricted = await aPatient(app, { fullName: 'Íris Nóbrega', restricted: true });
  const first = await aRegistration(camp.id);
  const second = await aRegistration(camp.id, restricted.id);
  await given(desk(), at(second.id), { reason: 'Secret illness' }, 200);
  await aRegistration();
  const list = `/api/camps/${camp.id}/registrations`;
  const { body, text } = await app.as('DOCTOR').get(list).expect(200);
  expect(body).toMatchObject({
    items: [first, { id: second.id, patientName: 'Í. N.', status: 'CANCELLED', cancelReason: null }],
    page: 1,
    limit: 50,
    total: 2,
  });
  expect(text).not.toMatch(/Nóbrega|Secret/);
  const ids = async (query: string) => {
    const reply = await desk().get(`${list}?${query}`).expect(200);
    return [reply.body.total, ...(reply.body.items as { id: string }[]).map(({ id }) => id)];
  };
  expect(await ids('status=REGISTERED')).toEqual([1, first.id]);
  expect(await ids('sort=-createdAt&limit=1')).toEqual([2, second.id]);
  expect(await ids('limit=1&page=2')).toEqual([2, second.id]);
  const view = { ...noState, action: 'VIEW', event: 'camp.registrations-listed', outcome: 'SUCCESS' };
  expect(await app.recorded()).toMatchObject([
    {
      ...view,
      entityType: 'Camp',
      entityId: camp.id,
      entityLabel: 'Eye camp',
      patientIds: [first.patientId, restricted.id].sort(),
    },
    { ...view, patientIds: [first.patientId], details: { query: { status: 'REGISTERED' } } },
    { ...view, patientIds: [restricted.id] },
    { ...view, patientIds: [restricted.id] },
  ]);
  await desk().get(`/api/camps/${randomUUID()}/registrations`).expect(404);
  await desk().get(`${list}?sort=patientName`).expect(400);
});

it('asks for a reason where the patient is restricted', async () => {
  const [camp, { id: patientId }] = [await aCamp(app), await aPatient(app, { restricted: true })];
  expect((await desk().post(to(patientId, camp.id)).expect(403)).body.code).toBe('reason-required');
  const { body } = await desk().post(to(patientId, camp.id)).set('x-audit-reason', 'Asked for it').expect(201);
  await desk().post(at(body.id), { reason }).expect(403);
  await desk().post(at(body.id), { reason }).set('x-audit-reason', 'He called us').expect(200);
  expect(await app.recorded()).toMatchObject([
    { event: 'patient.registered-for-camp', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'patient.registered-for-camp', outcome: 'SUCCESS', patientIds: [patientId], reason: 'Asked for it' },
    { event: 'camp.registration-cancelled', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'camp.registration-cancelled', outcome: 'SUCCESS', patientIds: [patientId], reason: 'He called us' },
  ]);
});

it('is for those who deal with the patients', async () => {
  const { id, patientId, campId } = await aRegistration();
  for (const role of ['ADMIN', 'AUDITOR', 'PHARMACIST', 'BILLING'] as const) {
    await app.as(role).get(`/api/camps/${campId}/registrations`).expect(403);
    await app.as(role).post(to(patientId, campId)).expect(403);
    await app.as(role).post(at(id), { reason }).expect(403);
  }
  expect(await app.recorded({ outcome: 'DENIED' })).toHaveLength(12);
});

describe('the database', () => {
  const insert = (campId: string, patientId: string, status = 'REGISTERED') =>
    app.db.query(
      `INSERT INTO "CampRegistration" ("campId", "patientId", status, "cancelReason", "updatedAt")
       VALUES ($1, $2, $3::"CampRegistrationStatus", CASE $3 WHEN 'CANCELLED' THEN 'No' END, now())`,
      [campId, patientId, status],
    );
  const set = (id: string, change: string) =>
    app.db.query(`UPDATE "CampRegistration" SET ${change} WHERE id = $1`, [id]);

  it('refuses one too many, the same patient twice, and a camp that is over', async () => {
    const { campId, patientId } = await aRegistration();
    const other = await aPatient(app);
    await expect(insert(campId, patientId)).rejects.toThrow('CampRegistration_once_a_camp');
    await insert(campId, other.id);
    await expect(insert(campId, (await aPatient(app)).id)).rejects.toThrow('Camp_holds_its_registrations');
    await app.db.query(`UPDATE "Camp" SET status = 'FINISHED' WHERE id = $1`, [campId]);
    await expect(insert(campId, (await aPatient(app)).id)).rejects.toThrow('while its camp is PLANNED');
  });

  it('keeps a registration with its camp and its patient, and what is cancelled', async () => {
    const { id, patientId } = await aRegistration();
    const camp = await aCamp(app);
    await expect(insert(camp.id, patientId, 'CANCELLED')).rejects.toThrow('begins as REGISTERED');
    await expect(set(id, `"campId" = '${camp.id}'`)).rejects.toThrow('keeps its camp');
    await expect(set(id, `"patientId" = '${(await aPatient(app)).id}'`)).rejects.toThrow('its patient');
    await expect(set(id, `status = 'CANCELLED'`)).rejects.toThrow('CampRegistration_cancelled_with_a_reason');
    await set(id, `status = 'CANCELLED', "cancelReason" = 'No'`);
    await expect(set(id, `status = 'REGISTERED', "cancelReason" = NULL`)).rejects.toThrow('final');
  });

  it('holds the capacity for whoever looked before somebody else took the last place', async () => {
    const { campId } = await aRegistration();
    const [first, second] = [await aPatient(app), await aPatient(app)];
    const late = new Client({ connectionString: app.db.adminUrl });
    await late.connect();
    try {
      await late.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      await late.query('SELECT FROM "Camp"');
      await insert(campId, first.id);
      const values = `VALUES ('${campId}', '${second.id}', now())`;
      const taken = late.query(`INSERT INTO "CampRegistration" ("campId", "patientId", "updatedAt") ${values}`);
      await expect(taken).rejects.toMatchObject({ code: '40001' });
    } finally {
      await late.end();
    }
    expect(await registeredOf(campId)).toBe(2);
  });
});
