import { useApp } from '../support/app.js';
import { anAppointment, aPatient, aPractitioner } from '../support/factories.js';

const app = useApp();
const desk = () => app.as('RECEPTIONIST');
const noState = { before: null, after: null, changedFields: [] };
const recorded = () => app.recorded({ source: 'HTTP' });
// Unless it is set, the clinic opens from 08:00 to 18:00 UTC on weekdays. May 5, 2031 is a Monday.
const SUNDAY = '2031-05-04T10:00:00Z';
const EARLY = '2031-05-05T07:59:00Z';
const PAST = '2020-01-07T10:00:00Z';

const people = async () => ({ patientId: (await aPatient(app)).id, practitionerId: (await aPractitioner(app)).id });
const aBooking = async (startsAt: string) => ({ ...(await people()), startsAt, reason: 'Pain' });

describe('booking without a reason', () => {
  it.each([
    ['in-the-past', PAST, ['2020-01-07T10:00:00.000Z is past']],
    ['outside-opening-hours', EARLY, ['open 08:00-18:00 on MONDAY, 2031-05-05 (UTC)']],
    ['outside-opening-hours', SUNDAY, ['closed on SUNDAY, 2031-05-04']],
    ['outside-opening-hours', '2031-05-05T17:45:00Z', ['open 08:00-18:00']],
  ])('is refused as %s at %s, with the cure, and its record says what was asked for', async (code, startsAt, words) => {
    const wanted = await aBooking(startsAt);
    const { body } = await desk().post('/api/appointments', wanted).expect(409);
    expect(body.code).toBe(code);
    for (const word of [...words, 'GET /api/appointments/slots', 'X-Audit-Reason']) expect(body.detail).toContain(word);
    const [record, ...more] = await recorded();
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      ...noState,
      action: 'CREATION',
      event: 'appointment.booked',
      outcome: 'FAILURE',
      patientIds: [wanted.patientId],
      reason: null,
      statusCode: 409,
    });
    const { practitionerId } = wanted;
    const names = { [practitionerId]: 'Dr. Paulo Reis' };
    expect(record!.details).toEqual({ reason: code, startsAt, practitionerId, names });
    expect(await app.db.query('SELECT FROM "Appointment" WHERE "patientId" = $1', [wanted.patientId])).toEqual([]);
  });

  it('is possible at every free slot', async () => {
    const { practitionerId, patientId } = await people();
    const path = `/api/appointments/slots?practitionerId=${practitionerId}&day=2031-05-06`;
    const { body } = await desk().get(path).expect(200);
    const slots = body.slots as { startsAt: string; endsAt: string }[];
    for (const slot of [slots.at(0)!, slots.at(-1)!]) {
      await desk()
        .post('/api/appointments', { practitionerId, patientId, ...slot, reason: 'Pain' })
        .expect(201);
    }
  });

  it('takes what began a few minutes ago for now', async () => {
    // A clinic that never closes, where it is noon.
    const offset = 12 - new Date().getUTCHours();
    const timeZone = `Etc/GMT${offset < 0 ? '+' : '-'}${Math.abs(offset)}`;
    const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
    const openingHours = days.map((weekday) => ({ weekday, opens: '00:00', closes: '23:59' }));
    await clinicIs({ timeZone, openingHours });
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    await desk()
      .post('/api/appointments', await aBooking(ago(2)))
      .expect(201);
    const { body } = await desk()
      .post('/api/appointments', await aBooking(ago(10)))
      .expect(409);
    expect(body.code).toBe('in-the-past');
  });

  it('goes by the clocks of the clinic', async () => {
    const hours = [
      ['08:00', '12:00'],
      ['13:00', '18:00'],
    ].map(([opens, closes]) => ({ weekday: 'MONDAY', opens, closes }));
    await clinicIs({ timeZone: 'America/Sao_Paulo', openingHours: hours });
    const { body } = await desk()
      .post('/api/appointments', await aBooking('2031-05-05T10:30:00Z'))
      .expect(409);
    expect(body.detail).toContain('open 08:00-12:00 and 13:00-18:00 on MONDAY, 2031-05-05 (America/Sao_Paulo)');
    await desk()
      .post('/api/appointments', await aBooking('2031-05-05T08:00:00-03:00'))
      .expect(201);
    await desk()
      .post('/api/appointments', await aBooking('2031-05-05T20:30:00Z'))
      .expect(201);
    await desk()
      .post('/api/appointments', await aBooking('2031-05-05T15:30:00Z'))
      .expect(409);
  });

  afterEach(() => app.db.query('DELETE FROM "ClinicSettings"'));
  const clinicIs = (settings: object) => app.as('ADMIN').patch('/api/settings', settings).expect(200);
});

it('books nothing there for a reason that says nothing', async () => {
  const request = desk().post('/api/appointments', await aBooking(SUNDAY));
  expect((await request.set('x-audit-reason', '.').expect(400)).body.code).toBe('reason-too-vague');
  expect(await app.recorded({ event: 'appointment.booked' })).toMatchObject([
    { outcome: 'DENIED', reason: '.', details: { reason: 'reason-too-vague', startsAt: SUNDAY } },
  ]);
});

it.each([PAST, EARLY, SUNDAY])('books %s for whoever says why, and keeps that as the reason', async (startsAt) => {
  const { body } = await desk()
    .post('/api/appointments', await aBooking(startsAt))
    .set('x-audit-reason', 'Taken over from the paper diary')
    .expect(201);
  const [record] = await recorded();
  expect(record).toMatchObject({
    event: 'appointment.booked',
    outcome: 'SUCCESS',
    entityId: body.id,
    reason: 'Taken over from the paper diary',
  });
  // What happened is in the record's fields already.
  expect(Object.keys(record!.details!)).toEqual(['names']);
});

describe('moving', () => {
  it.each([
    ['in-the-past', PAST],
    ['outside-opening-hours', SUNDAY],
  ])('is refused as %s unless it is said why', async (code, startsAt) => {
    const { id, patientId, practitionerId } = await anAppointment(app);
    const move = () => desk().post(`/api/appointments/${id}/reschedule`, { startsAt });
    expect((await move().expect(409)).body).toMatchObject({ code });
    await move().set('x-audit-reason', 'He came at another time').expect(200);
    const names = { [practitionerId]: 'Dr. Paulo Reis' };
    const [refused, moved] = await recorded();
    expect(refused).toMatchObject({
      ...noState,
      event: 'appointment.rescheduled',
      outcome: 'FAILURE',
      entityId: id,
      patientIds: [patientId],
    });
    expect(refused!.details).toEqual({ reason: code, startsAt, practitionerId, names });
    expect(moved).toMatchObject({
      outcome: 'SUCCESS',
      reason: 'He came at another time',
      changedFields: ['endsAt', 'startsAt'],
    });
  });
});

describe('a refusal', () => {
  it('says what was asked for, whoever or whatever refused', async () => {
    const taken = await anAppointment(app);
    const hidden = await aPatient(app, { restricted: true });
    const { patientId } = await people();
    const nobody = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';
    const time = { startsAt: '2031-05-05T09:00:00Z', endsAt: '2031-05-05T09:20:00Z' };
    const book = (wanted: object) => desk().post('/api/appointments', { ...time, reason: 'Secret pain', ...wanted });
    await book({ patientId, practitionerId: taken.practitionerId }).expect(409);
    await book({ patientId, practitionerId: nobody }).expect(404);
    await book({ patientId: hidden.id, practitionerId: taken.practitionerId }).expect(403);
    const records = await recorded();
    const names = { [taken.practitionerId]: taken.practitionerName };
    expect(records.map(({ outcome, details }) => [outcome, details])).toEqual([
      ['FAILURE', { ...time, reason: 'practitioner-busy', practitionerId: taken.practitionerId, names }],
      ['FAILURE', { ...time, reason: 'not-found', practitionerId: nobody }],
      ['DENIED', { ...time, reason: 'reason-required', practitionerId: taken.practitionerId }],
    ]);
    expect(JSON.stringify(records)).not.toContain('Secret');
  });
});
