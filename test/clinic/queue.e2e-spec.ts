import type { EnqueueDto } from '../../src/clinic/queue/queue-body.dto.js';
import type { QueueEntryDto } from '../../src/clinic/queue/queue-entry.dto.js';
import { QUEUE_STEPS } from '../../src/clinic/queue/queue-steps.js';
import type { QueueStatus } from '../../src/generated/prisma/enums.js';
import { useApp } from '../support/app.js';
import { aPatient, aPractitioner, given } from '../support/factories.js';

const app = useApp();
const nurse = () => app.as('NURSE');
const NOBODY = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';
const noState = { before: null, after: null, changedFields: [] };
const STATUSES = Object.keys(QUEUE_STEPS) as QueueStatus[];
const today = () => new Date().toISOString().slice(0, 10);
/** The records of HTTP requests: what makes a practitioner's user comes from elsewhere. */
const recorded = () => app.recorded({ source: 'HTTP' });

const anEntry = async (wanted: Partial<EnqueueDto> = {}) =>
  given<QueueEntryDto>(nurse(), '/api/queue', { patientId: (await aPatient(app)).id, ...wanted });
const step = (id: string, status: QueueStatus) => nurse().post(`/api/queue/${id}/status`, { status });
const set = (id: string, change: string) => app.db.query(`UPDATE "QueueEntry" SET ${change} WHERE id = $1`, [id]);

describe('letting a patient wait', () => {
  it('leaves one record of who waits for whom', async () => {
    const [patient, practitioner] = [await aPatient(app), await aPractitioner(app)];
    const { body } = await nurse()
      .post('/api/queue', { patientId: patient.id, practitionerId: practitioner.id, priority: 'URGENT' })
      .expect(201);
    expect(body).toEqual({
      id: expect.any(String),
      patientId: patient.id,
      patientName: 'Ana Souza',
      practitionerId: practitioner.id,
      practitionerName: 'Dr. Paulo Reis',
      day: today(),
      priority: 'URGENT',
      status: 'WAITING',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(await recorded()).toMatchObject([
      {
        action: 'CREATION',
        event: 'queue.enqueued',
        outcome: 'SUCCESS',
        entityType: 'QueueEntry',
        entityId: body.id,
        patientIds: [patient.id],
        before: null,
        after: { day: today(), priority: 'URGENT', status: 'WAITING' },
        details: { names: { [patient.id]: 'Ana Souza', [practitioner.id]: 'Dr. Paulo Reis' } },
      },
    ]);
  });

  it('lets him wait once a day, and again when he was treated or left', async () => {
    const entry = await anEntry();
    const again = () => nurse().post('/api/queue', { patientId: entry.patientId });
    for (const status of ['CALLED', 'IN_CONSULTATION', 'DONE'] as const) {
      expect((await again().expect(409)).body).toMatchObject({ code: 'already-queued' });
      await step(entry.id, status).expect(200);
    }
    const { body } = await again().expect(201);
    expect(body).toMatchObject({ priority: 'ROUTINE', practitionerId: null, practitionerName: null });
    await step(body.id as string, 'LEFT').expect(200);
    await again().expect(201);
  });

  it('lets one of twenty win at the same moment', async () => {
    const { id: patientId } = await aPatient(app);
    const replies = await Promise.all(Array.from({ length: 20 }, () => nurse().post('/api/queue', { patientId })));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'already-queued')).toHaveLength(19);
    expect(await app.recorded({ event: 'queue.enqueued', outcome: 'SUCCESS' })).toHaveLength(1);
  });

  it('refuses people who are not there any more', async () => {
    const [patient, gone, left] = [await aPatient(app), await aPatient(app), await aPractitioner(app)];
    await app.as('RECEPTIONIST').delete(`/api/patients/${gone.id}`).expect(204);
    await app.as('ADMIN').post(`/api/users/${left.id}/deactivate`).expect(200);
    const enqueue = (body: object) => nurse().post('/api/queue', body);
    await enqueue({ patientId: NOBODY }).expect(404);
    await enqueue({ patientId: gone.id }).expect(404);
    await enqueue({ patientId: patient.id, practitionerId: NOBODY }).expect(404);
    const { body } = await enqueue({ patientId: patient.id, practitionerId: left.id }).expect(409);
    expect(body).toMatchObject({ code: 'practitioner-inactive' });
    await enqueue({ patientId: patient.id, priority: 'FIRST' }).expect(400);
    await enqueue({ patientId: patient.id, status: 'DONE' }).expect(400);
  });

  it('is of the day that it is where the clinic is', async () => {
    const timeZone = new Date().getUTCHours() < 12 ? 'Etc/GMT+12' : 'Etc/GMT-14';
    await app.as('ADMIN').patch('/api/settings', { timeZone }).expect(200);
    const { id, day } = await anEntry();
    expect(day).not.toBe(today());
    const ids = async (query: string) =>
      ((await nurse().get(`/api/queue${query}`).expect(200)).body.items as { id: string }[]).map((item) => item.id);
    expect(await ids('')).toEqual([id]);
    expect(await ids(`?day=${today()}`)).not.toContain(id);
    await app.as('ADMIN').patch('/api/settings', { timeZone: 'UTC' }).expect(200);
  });
});

describe('an entry', () => {
  it('changes its status step by step, each with its record', async () => {
    const { id, patientId } = await anEntry();
    const way = ['CALLED', 'WAITING', 'CALLED', 'IN_CONSULTATION', 'DONE'] as const;
    for (const status of way) expect((await step(id, status).expect(200)).body).toMatchObject({ id, status });
    expect(await recorded()).toMatchObject(
      way.map((status, index) => ({
        action: 'UPDATE',
        event: 'queue.status-changed',
        entityId: id,
        patientIds: [patientId],
        before: { status: way[index - 1] ?? 'WAITING' },
        after: { status },
        changedFields: ['status'],
      })),
    );
  });

  it('takes the steps of the table and no others, through the API and in the database', async () => {
    const WAY_TO: Record<QueueStatus, QueueStatus[]> = {
      WAITING: [],
      CALLED: ['CALLED'],
      IN_CONSULTATION: ['CALLED', 'IN_CONSULTATION'],
      DONE: ['CALLED', 'IN_CONSULTATION', 'DONE'],
      LEFT: ['LEFT'],
    };
    for (const from of STATUSES) {
      for (const to of STATUSES) {
        const { id } = await anEntry();
        for (const status of WAY_TO[from]) await set(id, `status = '${status}'`);
        const legal = QUEUE_STEPS[from].includes(to);
        if (!legal && from !== to) {
          const raw = set(id, `status = '${to}'`);
          await expect(raw).rejects.toMatchObject({ code: '23514', constraint: 'QueueEntry_steps' });
        }
        const { status, body } = await step(id, to);
        expect([from, to, status]).toEqual([from, to, legal ? 200 : 409]);
        if (legal) continue;
        expect(body.code).toBe('illegal-step');
        for (const next of QUEUE_STEPS[from]) expect(body.detail).toContain(next);
      }
    }
  });

  it('changes its priority while the patient waits', async () => {
    const { id, patientId } = await anEntry();
    const priority = (to: string) => nurse().post(`/api/queue/${id}/priority`, { priority: to });
    expect((await priority('EMERGENCY').expect(200)).body).toMatchObject({ priority: 'EMERGENCY', status: 'WAITING' });
    await set(id, `status = 'LEFT'`);
    expect((await priority('ROUTINE').expect(409)).body).toMatchObject({ code: 'queue-entry-ended' });
    await priority('FIRST').expect(400);
    const records = await recorded();
    expect(records).toMatchObject([
      {
        action: 'UPDATE',
        event: 'queue.priority-changed',
        outcome: 'SUCCESS',
        entityId: id,
        patientIds: [patientId],
        before: { priority: 'ROUTINE' },
        after: { priority: 'EMERGENCY' },
        changedFields: ['priority'],
      },
      { event: 'queue.priority-changed', outcome: 'FAILURE', details: { reason: 'queue-entry-ended' } },
      { event: 'queue.priority-changed', outcome: 'FAILURE', details: { reason: 'validation-failed' } },
    ]);
    await nurse().post(`/api/queue/${NOBODY}/priority`, { priority: 'URGENT' }).expect(404);
    await step(NOBODY, 'CALLED').expect(404);
  });

  it('is called once, whoever calls at the same moment', async () => {
    const { id } = await anEntry();
    const replies = await Promise.all(Array.from({ length: 12 }, () => step(id, 'CALLED')));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'illegal-step')).toHaveLength(11);
    expect(await app.recorded({ entityId: id, outcome: 'SUCCESS' })).toHaveLength(1);
  });

  it('stays with its patient and its day, in the database too', async () => {
    const { id, patientId } = await anEntry();
    const other = await anEntry();
    const illegal = { code: '23514', constraint: 'QueueEntry_steps' };
    await expect(set(id, `"patientId" = '${(await aPatient(app)).id}'`)).rejects.toMatchObject(illegal);
    await expect(set(id, `day = day - 1`)).rejects.toMatchObject(illegal);
    const insert = (patient: string, status: string) =>
      app.db.query(
        `INSERT INTO "QueueEntry" ("patientId", day, status, "updatedAt") VALUES ($1, $2, $3::"QueueStatus", now())`,
        [patient, other.day, status],
      );
    await expect(insert(patientId, 'WAITING')).rejects.toMatchObject({ code: '23505' });
    await expect(insert((await aPatient(app)).id, 'CALLED')).rejects.toMatchObject(illegal);
    await set(id, `status = 'LEFT'`);
    await expect(set(id, `priority = 'URGENT'`)).rejects.toMatchObject(illegal);
  });
});

describe('viewing the queue', () => {
  it('shows the most urgent first, of all and of a practitioner, and names everybody shown', async () => {
    const { id: practitionerId } = await aPractitioner(app);
    const routine = await anEntry({ practitionerId });
    const emergency = await anEntry({ practitionerId, priority: 'EMERGENCY' });
    const late = await anEntry({ practitionerId });
    const elsewhere = await anEntry({ priority: 'URGENT' });
    const url = `/api/queue/practitioners/${practitionerId}`;
    const { body } = await app.as('DOCTOR').get(url).expect(200);
    expect(body).toMatchObject({ items: [emergency, routine, late], total: 3 });
    const all = await app.as('DOCTOR').get('/api/queue?status=WAITING&limit=200').expect(200);
    const ids = (all.body.items as { id: string }[]).map(({ id }) => id);
    expect(ids.filter((id) => [routine, emergency, late, elsewhere].some((entry) => entry.id === id))).toEqual(
      [emergency, elsewhere, routine, late].map(({ id }) => id),
    );
    expect((await nurse().get(`${url}?status=DONE`).expect(200)).body.items).toEqual([]);
    expect((await nurse().get(`${url}?day=2020-01-01`).expect(200)).body.items).toEqual([]);
    await nurse().get(`/api/queue/practitioners/${NOBODY}`).expect(404);
    const records = await app.recorded({ outcome: 'SUCCESS', source: 'HTTP' });
    expect(records).toMatchObject([
      {
        action: 'VIEW',
        event: 'queue.listed-by-practitioner',
        patientIds: [routine, emergency, late].map(({ patientId }) => patientId).sort(),
        ...noState,
      },
      { action: 'VIEW', event: 'queue.listed', details: { query: { status: 'WAITING' } }, ...noState },
      { event: 'queue.listed-by-practitioner', patientIds: [] },
      { event: 'queue.listed-by-practitioner', patientIds: [] },
    ]);
    expect(records[1]!.patientIds).toEqual(expect.arrayContaining([elsewhere.patientId, routine.patientId]));
  });

  it('shows one entry, and says whose it was; of a removed patient too', async () => {
    const entry = await anEntry();
    expect((await nurse().get(`/api/queue/${entry.id}`).expect(200)).body).toEqual(entry);
    await step(entry.id, 'LEFT').expect(200);
    await app.as('RECEPTIONIST').delete(`/api/patients/${entry.patientId}`).expect(204);
    const { body } = await app.as('RECEPTIONIST').get(`/api/queue/${entry.id}`).expect(200);
    expect(body).toMatchObject({ id: entry.id, status: 'LEFT' });
    const viewed = {
      ...noState,
      action: 'VIEW',
      event: 'queue.viewed',
      outcome: 'SUCCESS',
      entityType: 'QueueEntry',
      entityId: entry.id,
      entityLabel: `Ana Souza, ${entry.day}`,
      patientIds: [entry.patientId],
      details: null,
    };
    expect(await app.recorded({ event: 'queue.viewed' })).toMatchObject([viewed, viewed]);
    await nurse().get(`/api/queue/${NOBODY}`).expect(404);
    await nurse().get('/api/queue/first').expect(400);
  });

  it('shows when a patient waited', async () => {
    const entry = await anEntry();
    await step(entry.id, 'LEFT').expect(200);
    const again = await anEntry({ patientId: entry.patientId });
    const { body } = await nurse().get(`/api/queue/patients/${entry.patientId}`).expect(200);
    expect(body).toMatchObject({ items: [{ id: again.id }, { id: entry.id, status: 'LEFT' }], total: 2 });
    expect(await app.recorded({ event: 'queue.listed-by-patient' })).toMatchObject([
      { action: 'VIEW', patientIds: [entry.patientId], ...noState },
    ]);
    await nurse().get(`/api/queue/patients/${NOBODY}`).expect(404);
  });

  it('asks for a reason where the patient is restricted, and calls him by his initials among others', async () => {
    const patient = await aPatient(app, { fullName: 'Íris Nóbrega', restricted: true });
    const { id } = await anEntry({ patientId: patient.id });
    for (const [method, path, body] of [
      ['POST', '', { patientId: patient.id }],
      ['GET', `/patients/${patient.id}`, undefined],
      ['GET', `/${id}`, undefined],
      ['POST', `/${id}/status`, { status: 'CALLED' }],
      ['POST', `/${id}/priority`, { priority: 'URGENT' }],
    ] as const) {
      const reply = await nurse().request(method, `/api/queue${path}`, body).expect(403);
      expect(reply.body).toMatchObject({ code: 'reason-required' });
    }
    const called = await step(id, 'CALLED').set('x-audit-reason', 'It is his turn').expect(200);
    expect(called.body).toMatchObject({ patientName: 'Íris Nóbrega' });
    const { body, text } = await nurse().get('/api/queue?status=CALLED').expect(200);
    expect(body.items).toContainEqual(expect.objectContaining({ id, patientName: 'Í. N.' }));
    expect(text).not.toContain('Nóbrega');
    const records = await app.recorded({ entityId: id });
    expect(records).toMatchObject([
      { event: 'queue.viewed', outcome: 'DENIED', patientIds: [patient.id], entityLabel: `Íris Nóbrega, ${today()}` },
      { event: 'queue.status-changed', outcome: 'DENIED', patientIds: [patient.id] },
      { event: 'queue.priority-changed', outcome: 'DENIED', patientIds: [patient.id] },
      { event: 'queue.status-changed', outcome: 'SUCCESS', reason: 'It is his turn' },
    ]);
  });

  it('is for whoever schedules or treats', async () => {
    for (const role of ['ADMIN', 'AUDITOR', 'PHARMACIST', 'BILLING'] as const) {
      await app.as(role).get('/api/queue').expect(403);
      await app.as(role).get(`/api/queue/${NOBODY}`).expect(403);
    }
    expect(await app.recorded({ event: 'queue.viewed', outcome: 'DENIED' })).toHaveLength(4);
    expect(await app.recorded({ event: 'queue.listed', outcome: 'DENIED' })).toHaveLength(4);
  });
});
