import pg from 'pg';
import { APPOINTMENT_STEPS } from '../../src/clinic/appointments/appointment-steps.js';
import type { AppointmentStatus } from '../../src/generated/prisma/enums.js';
import { useApp } from '../support/app.js';
import { anAppointment, aPatient, aPractitioner } from '../support/factories.js';
import { overtaken } from '../support/overtaken.js';

const app = useApp();
const receptionist = () => app.as('RECEPTIONIST');
const recorded = () => app.recorded({ source: 'HTTP' });
const STATUSES = Object.keys(APPOINTMENT_STEPS) as AppointmentStatus[];
const past = { startsAt: '2020-01-07T10:00:00Z' };
const WAYS = { COMPLETED: 'complete', CANCELLED: 'cancel', NO_SHOW: 'no-show' } as const;

const step = (id: string, to: keyof typeof WAYS) =>
  app.as('DOCTOR').post(`/api/appointments/${id}/${WAYS[to]}`, to === 'CANCELLED' ? { reason: 'Ill' } : undefined);

describe('moving an appointment', () => {
  it('shows old and new, and frees the old time', async () => {
    const before = await anAppointment(app, { endsAt: '2031-05-05T09:45:00Z' });
    const other = await aPractitioner(app, { name: 'Dr. Mei Lin' });
    const { body } = await receptionist()
      .post(`/api/appointments/${before.id}/reschedule`, {
        startsAt: '2031-05-07T15:00:00Z',
        practitionerId: other.id,
      })
      .set('x-audit-reason', 'The patient asked')
      .expect(200);
    expect(body).toEqual({
      ...before,
      startsAt: '2031-05-07T15:00:00.000Z',
      endsAt: '2031-05-07T15:45:00.000Z',
      practitionerId: other.id,
      practitionerName: 'Dr. Mei Lin',
      updatedAt: expect.any(String),
    });
    expect(await recorded()).toMatchObject([
      {
        action: 'UPDATE',
        event: 'appointment.rescheduled',
        outcome: 'SUCCESS',
        entityId: before.id,
        patientIds: [before.patientId],
        before: { startsAt: '2031-05-05T09:00:00+00:00', practitionerId: before.practitionerId },
        after: { startsAt: '2031-05-07T15:00:00+00:00', practitionerId: other.id },
        changedFields: ['endsAt', 'practitionerId', 'startsAt'],
        reason: 'The patient asked',
        details: { names: { [before.practitionerId]: 'Dr. Paulo Reis', [other.id]: 'Dr. Mei Lin' } },
      },
    ]);
    await anAppointment(app, { practitionerId: before.practitionerId });
  });

  it('refuses a time that is taken, and keeps the old one', async () => {
    const { practitionerId } = await anAppointment(app);
    const { id } = await anAppointment(app, { practitionerId, startsAt: '2031-05-05T15:00:00Z' });
    const url = `/api/appointments/${id}`;
    const taken = await receptionist().post(`${url}/reschedule`, { startsAt: '2031-05-05T09:29:00Z' }).expect(409);
    expect(taken.body).toMatchObject({ code: 'practitioner-busy' });
    // Its own time is not in its way.
    await receptionist().post(`${url}/reschedule`, { startsAt: '2031-05-05T15:10:00Z' }).expect(200);
    const records = await recorded();
    expect(records).toMatchObject([
      { outcome: 'FAILURE', entityId: id, details: { reason: 'practitioner-busy' }, before: null },
      { outcome: 'SUCCESS', before: { startsAt: '2031-05-05T15:00:00+00:00' }, changedFields: ['endsAt', 'startsAt'] },
    ]);
  });

  it('is refused for a patient who was removed, whose appointment can still be cancelled', async () => {
    const { id, patientId } = await anAppointment(app);
    // As a version before this rule left him.
    await app.db.query('ALTER TABLE "Patient" DISABLE TRIGGER patient_leaves');
    await receptionist().delete(`/api/patients/${patientId}`).expect(204);
    await app.db.query('ALTER TABLE "Patient" ENABLE TRIGGER patient_leaves');
    await receptionist().post(`/api/appointments/${id}/reschedule`, { startsAt: '2031-09-09T09:00:00Z' }).expect(404);
    await step(id, 'CANCELLED').expect(200);
  });
});

describe('ending an appointment', () => {
  it('cancels it with a reason', async () => {
    const before = await anAppointment(app);
    const url = `/api/appointments/${before.id}/cancel`;
    await receptionist().post(url, {}).expect(400);
    const { body } = await receptionist().post(url, { reason: 'Travelling' }).expect(200);
    expect(body).toMatchObject({ status: 'CANCELLED', cancellationReason: 'Travelling' });
    expect(await app.recorded({ outcome: 'SUCCESS', source: 'HTTP' })).toMatchObject([
      {
        action: 'UPDATE',
        event: 'appointment.cancelled',
        entityId: before.id,
        patientIds: [before.patientId],
        before: { status: 'BOOKED', cancellationReason: null },
        after: { status: 'CANCELLED', cancellationReason: 'Travelling' },
        changedFields: ['cancellationReason', 'status'],
        reason: 'Travelling',
      },
    ]);
    await anAppointment(app, { patientId: before.patientId, practitionerId: before.practitionerId });
  });

  it.each([
    ['COMPLETED', 'appointment.completed'],
    ['NO_SHOW', 'appointment.no-show'],
  ] as const)('makes it %s, as %s', async (status, event) => {
    const { id, patientId } = await anAppointment(app, past);
    expect((await step(id, status).expect(200)).body).toMatchObject({ status });
    expect(await recorded()).toMatchObject([
      {
        action: 'UPDATE',
        event,
        outcome: 'SUCCESS',
        entityId: id,
        patientIds: [patientId],
        before: { status: 'BOOKED' },
        after: { status },
        changedFields: ['status'],
      },
    ]);
  });

  it('has nobody come to what has not begun or miss it, and no receptionist complete it', async () => {
    const { id, patientId, startsAt } = await anAppointment(app);
    for (const to of ['NO_SHOW', 'COMPLETED'] as const) {
      const { body } = await step(id, to).expect(409);
      expect(body).toMatchObject({ code: 'not-begun', detail: expect.stringContaining(startsAt) });
    }
    await receptionist().post(`/api/appointments/${id}/complete`).expect(403);
    const entityLabel = 'Ana Souza, 2031-05-05 09:00 UTC';
    const refused = { entityId: id, patientIds: [patientId], before: null, after: null, changedFields: [] };
    const early = { ...refused, entityLabel, outcome: 'FAILURE', details: { reason: 'not-begun' } };
    expect(await recorded()).toMatchObject([
      { ...early, event: 'appointment.no-show' },
      { ...early, event: 'appointment.completed' },
      { event: 'appointment.completed', outcome: 'DENIED', details: { reason: 'role-required' } },
    ]);
    expect((await receptionist().get(`/api/appointments/${id}`)).body).toMatchObject({ status: 'BOOKED' });
  });

  it('is not moved by whoever has not seen that it was moved meanwhile', async () => {
    const { id } = await anAppointment(app);
    const later = `UPDATE "Appointment" SET "startsAt" = '2031-05-06T09:00Z', "endsAt" = '2031-05-06T09:30Z' WHERE id = $1`;
    const move = receptionist().post(`/api/appointments/${id}/reschedule`, { startsAt: '2031-05-07T09:00:00Z' });
    expect(await overtaken(move, app, later, [id])).toMatchObject({ status: 409, body: { code: 'concurrent-change' } });
    const { body } = await receptionist().get(`/api/appointments/${id}`);
    expect(body.startsAt).toBe('2031-05-06T09:00:00.000Z');
  });

  it('asks whether it has begun at the step itself: an appointment that is moved away meanwhile is not completed', async () => {
    const { id } = await anAppointment(app, past);
    const later = `UPDATE "Appointment" SET "startsAt" = '2031-05-05T09:00Z', "endsAt" = '2031-05-05T09:30Z' WHERE id = $1`;
    const { body } = await overtaken(step(id, 'COMPLETED'), app, later, [id]);
    expect(body).toMatchObject({ code: 'not-begun' });
  });

  it.each(['COMPLETED', 'CANCELLED', 'NO_SHOW'] as const)('is final: nothing follows %s', async (from) => {
    const { id } = await anAppointment(app, past);
    await step(id, from).expect(200);
    for (const to of ['COMPLETED', 'CANCELLED', 'NO_SHOW'] as const) {
      const { body } = await step(id, to).expect(409);
      expect(body).toMatchObject({ code: 'illegal-step', detail: expect.stringContaining(`is ${from}`) });
    }
    const { body } = await receptionist().post(`/api/appointments/${id}/reschedule`, past).expect(409);
    expect(body).toMatchObject({ code: 'illegal-step', detail: expect.stringContaining('that is final') });
  });

  it('happens once, whoever else does it at the same moment', async () => {
    const { id } = await anAppointment(app, past);
    const ways = Array.from({ length: 12 }, (_, index) => STATUSES.slice(1)[index % 3] as keyof typeof WAYS);
    const replies = await Promise.all(ways.map((to) => step(id, to)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'illegal-step')).toHaveLength(11);
    expect(await app.recorded({ entityId: id, outcome: 'SUCCESS' })).toHaveLength(1);
  });
});

describe('the database', () => {
  const insert = (values: Record<string, unknown>) => {
    const columns = Object.keys(values);
    return app.db.query<{ id: string }>(
      `INSERT INTO "Appointment" ("updatedAt", ${columns.map((name) => `"${name}"`).join(', ')})
       VALUES (now(), ${columns.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING id`,
      Object.values(values),
    );
  };
  const set = (id: string, change: string) => app.db.query(`UPDATE "Appointment" SET ${change} WHERE id = $1`, [id]);

  it('books nobody twice', async () => {
    const { patientId, practitionerId } = await anAppointment(app, past);
    const [patient, practitioner] = [await aPatient(app), await aPractitioner(app)];
    const free = { patientId: patient.id, practitionerId: practitioner.id, reason: 'Raw', ...past };
    const at = { startsAt: '2020-01-07T10:10Z', endsAt: '2020-01-07T10:20Z' };
    await expect(insert({ ...free, ...at, patientId })).rejects.toMatchObject({ code: '23P01' });
    await expect(insert({ ...free, ...at, practitionerId })).rejects.toMatchObject({ code: '23P01' });
    const [row] = await insert({ ...free, startsAt: '2020-01-07T10:30Z', endsAt: '2020-01-07T10:40Z', practitionerId });
    await expect(set(row!.id, `"startsAt" = '2020-01-07T10:29Z'`)).rejects.toMatchObject({ code: '23P01' });
  });

  it('lets those who book the same person take turns, so that they never wait for each other', async () => {
    const { id: practitionerId } = await aPractitioner(app);
    const [ana, bo] = [await aPatient(app), await aPatient(app)];
    const pool = new pg.Pool({ connectionString: app.db.adminUrl, max: 2 });
    const [one, other] = [await pool.connect(), await pool.connect()];
    const book = (client: pg.PoolClient, { id }: { id: string }, hour: number) =>
      client.query(
        `INSERT INTO "Appointment" ("patientId", "practitionerId", "startsAt", "endsAt", reason, "updatedAt")
         VALUES ($1, $2, $3::timestamptz, $3::timestamptz + interval '1 hour', 'Raw', now())`,
        [id, practitionerId, `2021-06-01T${hour}:00Z`],
      );
    await Promise.all([one.query('BEGIN'), other.query('BEGIN')]);
    await book(one, ana, 10);
    const outcome = book(other, bo, 11)
      .then(() => book(other, bo, 10))
      .then(
        () => 'booked',
        (error: { code: string }) => error.code,
      );
    // Time enough for the other to get as far as it is let.
    await app.db.query('SELECT pg_sleep(0.3)');
    await book(one, ana, 11);
    await one.query('COMMIT');
    expect(await outcome).toBe('23P01');
    await other.query('ROLLBACK');
    one.release();
    other.release();
    await pool.end();
  });

  it('takes the steps of the table and no others', async () => {
    for (const from of STATUSES) {
      for (const to of STATUSES.filter((status) => status !== from)) {
        const { id } = await anAppointment(app, past);
        const moved = (status: string) =>
          `status = '${status}', "cancellationReason" = ${status === 'CANCELLED' ? `'Ill'` : 'NULL'}`;
        if (from !== 'BOOKED') await set(id, moved(from));
        const taken = await set(id, moved(to)).then(
          () => true,
          (error: { code: string; constraint: string }) => [error.code, error.constraint],
        );
        const legal = APPOINTMENT_STEPS[from].includes(to);
        expect([from, to, taken]).toEqual([from, to, legal ? true : ['23514', 'Appointment_steps']]);
      }
    }
  });

  it('lets nothing that has not begun be completed or missed', async () => {
    const { id } = await anAppointment(app);
    for (const status of ['COMPLETED', 'NO_SHOW']) {
      const refused = { code: '23514', constraint: 'Appointment_has_begun' };
      await expect(set(id, `status = '${status}'`)).rejects.toMatchObject(refused);
    }
    await set(id, `"startsAt" = now() - interval '1 second', "endsAt" = now() + interval '1 hour'`);
    await set(id, `status = 'COMPLETED'`);
  });

  it('keeps an appointment whole', async () => {
    const { id, patientId, practitionerId } = await anAppointment(app, past);
    const other = await aPatient(app);
    for (const change of [
      `"patientId" = '${other.id}'`,
      `"endsAt" = "startsAt"`,
      `"endsAt" = "startsAt" + interval '13 hours'`,
      `reason = ' '`,
      `"cancellationReason" = 'Not cancelled'`,
      `status = 'CANCELLED'`,
    ]) {
      await expect(set(id, change)).rejects.toMatchObject({ code: '23514' });
    }
    const time = { startsAt: '2021-01-01T10:00Z', endsAt: '2021-01-01T11:00Z', reason: 'Raw' };
    await expect(insert({ ...time, patientId, practitionerId, status: 'COMPLETED' })).rejects.toMatchObject({
      code: '23514',
    });
    await set(id, `status = 'COMPLETED'`);
    await expect(set(id, `"startsAt" = "startsAt" - interval '1 minute'`)).rejects.toMatchObject({ code: '23514' });
    await expect(app.db.query('DELETE FROM "Patient" WHERE id = $1', [patientId])).rejects.toMatchObject({
      // A restricted deletion has a code of its own only since PostgreSQL 18.
      code: expect.stringMatching(/^(23001|23503)$/),
    });
  });
});
