import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aConsultation, anAppointment, aPatient, aPractitioner, given } from '../support/factories.js';
import { overtaken } from '../support/overtaken.js';

const app = useApp();
const desk = () => app.as('RECEPTIONIST');
const remove = (id: string) => desk().delete(`/api/patients/${id}`);
const noState = { before: null, after: null, changedFields: [] };
const recorded = () => app.recorded({ source: 'HTTP' });
const waits = (patientId: string) => given<{ id: string }>(desk(), '/api/queue', { patientId });
const isRemoved = async (id: string) =>
  (
    await app.db.query<{ removed: boolean }>('SELECT "deletedAt" IS NOT NULL AS removed FROM "Patient" WHERE id = $1', [
      id,
    ])
  )[0]!.removed;

describe('removing a patient', () => {
  it('is refused while something goes on with him, and says what and how much', async () => {
    const { id } = await aPatient(app);
    const first = await anAppointment(app, { patientId: id });
    const second = await anAppointment(app, { patientId: id, startsAt: '2031-05-06T09:00:00Z' });
    const entry = await waits(id);
    const consultation = await aConsultation(app, { patientId: id, practitionerId: first.practitionerId });
    const { body } = await remove(id).expect(409);
    expect(body.code).toBe('has-open-visits');
    for (const words of [
      '2 booked appointments (GET ',
      '1 open queue entry (GET ',
      '1 open consultation (GET ',
      'first',
    ])
      expect(body.detail).toContain(words);
    expect(await isRemoved(id)).toBe(false);
    expect(await recorded()).toMatchObject([
      {
        ...noState,
        action: 'DELETION',
        event: 'patient.deleted',
        outcome: 'FAILURE',
        entityId: id,
        patientIds: [id],
        statusCode: 409,
        details: { reason: 'has-open-visits', appointments: 2, queueEntries: 1, consultations: 1 },
      },
    ]);
    await given(desk(), `/api/appointments/${first.id}/cancel`, { reason: 'Moved away' }, 200);
    await given(desk(), `/api/queue/${entry.id}/status`, { status: 'LEFT' }, 200);
    expect((await remove(id).expect(409)).body.detail).toMatch(
      /^This patient has 1 booked appointment \(GET [^)]+\), 1 open consultation \(/,
    );
    await given(desk(), `/api/appointments/${second.id}/cancel`, { reason: 'Moved away' }, 200);
    expect((await remove(id).expect(409)).body.detail).not.toContain('appointment');
    await app.db.query(`UPDATE "Consultation" SET status = 'CLOSED', "closedAt" = now() WHERE id = $1`, [
      consultation.id,
    ]);
    await remove(id).expect(204);
  });

  it('is not hindered by what has ended', async () => {
    const { id } = await aPatient(app);
    const { id: appointment } = await anAppointment(app, { patientId: id, startsAt: '2020-01-07T10:00:00Z' });
    await given(app.as('DOCTOR'), `/api/appointments/${appointment}/complete`, undefined, 200);
    await remove(id).expect(204);
  });
});

describe('at the same moment', () => {
  it('either the booking or the removal is made, never a booked appointment of a removed patient', async () => {
    const { id: practitionerId } = await aPractitioner(app);
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, async (_, nth) => {
        const { id: patientId } = await aPatient(app);
        const startsAt = `2031-05-${12 + Math.floor(nth / 12)}T${String(8 + (nth % 9)).padStart(2, '0')}:${nth % 12 < 9 ? '00' : '30'}:00Z`;
        const booking = { patientId, practitionerId, startsAt, reason: 'Pain' };
        const [booked, removed] = await Promise.all(
          nth % 2 === 0
            ? [desk().post('/api/appointments', booking), remove(patientId)]
            : [remove(patientId), desk().post('/api/appointments', booking)].toReversed(),
        );
        return `${booked!.status} ${removed!.status}`;
      }),
    );
    expect(outcomes.filter((outcome) => !['201 409', '404 204'].includes(outcome))).toEqual([]);
    const impossible = await app.db.query(
      `SELECT FROM "Appointment" a JOIN "Patient" p ON p.id = a."patientId" WHERE status = 'BOOKED' AND p."deletedAt" IS NOT NULL`,
    );
    expect(impossible).toEqual([]);
  });

  it.each([
    ['a booking', () => aBooking()],
    ['waiting', () => ({ path: '/api/queue', body: {} })],
    ['a consultation', () => ({ path: undefined, body: { chiefComplaint: 'Cough' } })],
  ])('%s waits for the removal that is under way, and finds nobody', async (_what, wanted) => {
    const { id: patientId } = await aPatient(app);
    const { path = `/api/patients/${patientId}/consultations`, body } = await wanted();
    const whole = path.includes(patientId) ? body : { patientId, ...body };
    const leave = 'UPDATE "Patient" SET "deletedAt" = now() WHERE id = $1';
    const late = await overtaken(app.as('DOCTOR').post(path, whole), app, leave, [patientId]);
    expect(late).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const [record] = await app.recorded({ source: 'HTTP', outcome: 'FAILURE' });
    expect(record).toMatchObject({ ...noState, patientIds: [patientId], details: { reason: 'not-found' } });
  });

  it('the removal waits for the booking that is under way, and is refused', async () => {
    const { id: patientId } = await aPatient(app);
    const { id: practitionerId } = await aPractitioner(app);
    const book = `INSERT INTO "Appointment" ("patientId", "practitionerId", "startsAt", "endsAt", reason, "updatedAt")
      VALUES ($1, $2, '2031-05-05T09:00Z', '2031-05-05T09:30Z', 'Raw', now())`;
    const late = await overtaken(remove(patientId), app, book, [patientId, practitionerId]);
    expect(late).toMatchObject({ status: 409, body: { code: 'has-open-visits' } });
    expect(await isRemoved(patientId)).toBe(false);
  });

  async function aBooking() {
    const { id: practitionerId } = await aPractitioner(app);
    return { path: '/api/appointments', body: { practitionerId, startsAt: '2031-05-05T09:00:00Z', reason: 'Pain' } };
  }
});

describe('the database', () => {
  const end = (id: string) => app.db.query('UPDATE "Patient" SET "deletedAt" = now() WHERE id = $1', [id]);
  const refused = (constraint: string) => ({ code: '23514', constraint });

  it.each([
    ['is booked', (patientId: string) => anAppointment(app, { patientId })],
    ['waits', waits],
    ['is treated', (patientId: string) => aConsultation(app, { patientId })],
  ])('removes nobody who %s', async (_what, begin) => {
    const { id } = await aPatient(app);
    await begin(id);
    await expect(end(id)).rejects.toMatchObject(refused('Patient_leaves_nothing_open'));
  });

  it('begins nothing with whoever was removed', async () => {
    const { id } = await aPatient(app);
    await end(id);
    const { id: by } = await aPractitioner(app);
    const insert = (table: string, columns: string, values: string) =>
      app.db.query(`INSERT INTO "${table}" ("patientId", "updatedAt", ${columns}) VALUES ($1, now(), ${values})`, [id]);
    const isHere = refused('Patient_is_here');
    await expect(
      insert(
        'Appointment',
        '"practitionerId", "startsAt", "endsAt", reason',
        `'${by}', now(), now() + interval '1 hour', 'Raw'`,
      ),
    ).rejects.toMatchObject(isHere);
    await expect(insert('QueueEntry', 'day', 'now()')).rejects.toMatchObject(isHere);
    await expect(insert('Consultation', '"openedById", "chiefComplaint"', `'${by}', 'Raw'`)).rejects.toMatchObject(
      isHere,
    );
    const nobody = randomUUID();
    await expect(
      app.db.query(`INSERT INTO "QueueEntry" ("patientId", "updatedAt", day) VALUES ($1, now(), now())`, [nobody]),
    ).rejects.toMatchObject({ code: '23503' });
  });
});
