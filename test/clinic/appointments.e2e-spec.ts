import { useApp } from '../support/app.js';
import { anAppointment, aPatient, aPractitioner } from '../support/factories.js';

const app = useApp();
const receptionist = () => app.as('RECEPTIONIST');
const NOBODY = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';
const noState = { before: null, after: null, changedFields: [] };
const noon = '2031-05-05T12:00:00.000Z';
/** The records of HTTP requests: what makes a practitioner's user comes from elsewhere. */
const recorded = () => app.recorded({ source: 'HTTP' });

describe('booking an appointment', () => {
  it('leaves one record of who, when and with whom, by name', async () => {
    const [patient, practitioner] = [await aPatient(app), await aPractitioner(app)];
    const { body } = await receptionist()
      .post('/api/appointments', {
        patientId: patient.id,
        practitionerId: practitioner.id,
        startsAt: '2031-05-05T09:00:00-03:00',
        reason: ' Blood pressure ',
      })
      .expect(201);
    expect(body).toEqual({
      id: expect.any(String),
      patientId: patient.id,
      patientName: 'Ana Souza',
      practitionerId: practitioner.id,
      practitionerName: 'Dr. Paulo Reis',
      startsAt: noon,
      endsAt: '2031-05-05T12:30:00.000Z',
      reason: 'Blood pressure',
      status: 'BOOKED',
      cancellationReason: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(await recorded()).toMatchObject([
      {
        action: 'CREATION',
        event: 'appointment.booked',
        outcome: 'SUCCESS',
        actorRoles: ['RECEPTIONIST'],
        entityType: 'Appointment',
        entityId: body.id,
        patientIds: [patient.id],
        before: null,
        after: {
          patientId: patient.id,
          practitionerId: practitioner.id,
          startsAt: '2031-05-05T12:00:00+00:00',
          endsAt: '2031-05-05T12:30:00+00:00',
          reason: 'Blood pressure',
          status: 'BOOKED',
        },
        changedFields: [],
        details: { names: { [patient.id]: 'Ana Souza', [practitioner.id]: 'Dr. Paulo Reis' } },
      },
    ]);
  });

  it('refuses a practitioner or a patient who is booked then, and takes times that touch', async () => {
    const { patientId, practitionerId } = await anAppointment(app, { startsAt: noon, endsAt: '2031-05-05T13:00:00Z' });
    const others = { patientId: (await aPatient(app)).id, practitionerId: (await aPractitioner(app)).id };
    const book = (who: object, startsAt: string, endsAt: string) =>
      receptionist().post('/api/appointments', { ...others, ...who, startsAt, endsAt, reason: 'Pain' });
    for (const [who, code, cure] of [
      [{ practitionerId }, 'practitioner-busy', 'GET /api/appointments/slots?practitionerId='],
      [{ patientId }, 'patient-busy', 'GET /api/appointments?patientId='],
    ] as const) {
      const { body } = await book(who, '2031-05-05T12:59:00Z', '2031-05-05T13:30:00Z').expect(409);
      expect(body).toMatchObject({ code, detail: expect.stringContaining(cure) });
    }
    const refused = await recorded();
    expect(refused).toMatchObject([
      { event: 'appointment.booked', outcome: 'FAILURE', details: { reason: 'practitioner-busy' }, ...noState },
      { event: 'appointment.booked', outcome: 'FAILURE', details: { reason: 'patient-busy' }, patientIds: [patientId] },
    ]);
    await book({ practitionerId }, '2031-05-05T13:00:00Z', '2031-05-05T13:30:00Z').expect(201);
    await book({ patientId }, '2031-05-05T11:30:00Z', noon).expect(201);
  });

  it('lets one of twenty win who book the same time at the same moment', async () => {
    const { id: practitionerId } = await aPractitioner(app);
    const patients = await Promise.all(Array.from({ length: 20 }, () => aPatient(app)));
    const replies = await Promise.all(
      patients.map(({ id: patientId }, index) =>
        receptionist().post('/api/appointments', {
          patientId,
          practitionerId,
          startsAt: `2031-06-02T09:${10 + index}:00Z`,
          reason: 'Flu',
        }),
      ),
    );
    const codes = replies.map(({ status, body }) => (status === 201 ? 'booked' : body.code));
    expect(codes.filter((code) => code === 'booked')).toHaveLength(1);
    expect(codes.filter((code) => code === 'practitioner-busy')).toHaveLength(19);
    expect(await app.recorded({ event: 'appointment.booked', outcome: 'SUCCESS' })).toHaveLength(1);
  });

  it('refuses people who are not there any more', async () => {
    const [patient, gone, practitioner, left] = [
      await aPatient(app),
      await aPatient(app),
      await aPractitioner(app),
      await aPractitioner(app),
    ];
    await receptionist().delete(`/api/patients/${gone.id}`).expect(204);
    await app.as('ADMIN').post(`/api/users/${left.id}/deactivate`).expect(200);
    for (const [patientId, practitionerId, status, code] of [
      [NOBODY, practitioner.id, 404, 'not-found'],
      [gone.id, practitioner.id, 404, 'not-found'],
      [patient.id, NOBODY, 404, 'not-found'],
      [patient.id, left.id, 409, 'practitioner-inactive'],
    ] as const) {
      const body = { patientId, practitionerId, startsAt: noon, reason: 'Flu' };
      expect((await receptionist().post('/api/appointments', body).expect(status)).body).toMatchObject({ code });
    }
  });

  it.each([
    ['startsAt', { startsAt: '2031-05-05T09:00:00' }],
    ['startsAt', { startsAt: '2031-02-29T09:00:00Z' }],
    ['endsAt', { endsAt: noon }],
    ['endsAt', { endsAt: '2031-05-05T12:04:59Z' }],
    ['endsAt', { endsAt: '2031-05-06T00:00:01Z' }],
    ['reason', { reason: ' ' }],
    ['patientId', { patientId: 'ana' }],
    ['status', { status: 'COMPLETED' }],
  ])('refuses %s in %j', async (field, wrong) => {
    const { id: patientId } = await aPatient(app);
    const { id: practitionerId } = await aPractitioner(app);
    const { body } = await receptionist()
      .post('/api/appointments', { patientId, practitionerId, startsAt: noon, reason: 'Flu', ...wrong })
      .expect(400);
    expect(body).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
  });
});

describe('free slots', () => {
  it('are the opening hours less what is taken, and show no patient', async () => {
    const { id: practitionerId } = await aPractitioner(app);
    const appointment = await anAppointment(app, { practitionerId, startsAt: '2031-05-05T09:15:00Z' });
    const slots = async (day: string) => {
      const { body } = await receptionist()
        .get(`/api/appointments/slots?practitionerId=${practitionerId}&day=${day}`)
        .expect(200);
      expect(body).toMatchObject({ practitionerId, day, timeZone: 'UTC' });
      return (body.slots as { startsAt: string }[]).map(({ startsAt }) => startsAt.slice(11, 16));
    };
    expect((await slots('2031-05-05')).slice(0, 4)).toEqual(['08:00', '08:30', '10:00', '10:30']);
    await receptionist().post(`/api/appointments/${appointment.id}/cancel`, { reason: 'Ill' }).expect(200);
    expect(await slots('2031-05-05')).toHaveLength(20);
    expect(await slots('2031-05-04')).toEqual([]);
    expect(await slots('2020-05-05')).toEqual([]);
    expect(await app.recorded({ event: 'appointment.slots-listed' })).toMatchObject(
      Array.from({ length: 4 }, () => ({ action: 'VIEW', outcome: 'SUCCESS', patientIds: [], ...noState })),
    );
    await receptionist().get(`/api/appointments/slots?practitionerId=${NOBODY}&day=2031-05-05`).expect(404);
    await receptionist().get(`/api/appointments/slots?practitionerId=${practitionerId}&day=tomorrow`).expect(400);
  });
});

describe('reading appointments', () => {
  it('shows one, and says whose it was', async () => {
    const appointment = await anAppointment(app);
    const { body } = await app.as('NURSE').get(`/api/appointments/${appointment.id}`).expect(200);
    expect(body).toEqual(appointment);
    expect(await recorded()).toMatchObject([
      {
        action: 'VIEW',
        event: 'appointment.viewed',
        entityId: appointment.id,
        entityLabel: 'Ana Souza, 2031-05-05 09:00 UTC',
        patientIds: [appointment.patientId],
        details: { names: { [appointment.patientId]: appointment.patientName } },
        ...noState,
      },
    ]);
    await receptionist().get(`/api/appointments/${NOBODY}`).expect(404);
  });

  it('lists by patient, practitioner, status and time, and names every patient that was shown', async () => {
    const { id: practitionerId } = await aPractitioner(app);
    const first = await anAppointment(app, { practitionerId, startsAt: '2031-05-05T09:00:00Z' });
    const second = await anAppointment(app, { practitionerId, startsAt: '2031-05-06T09:00:00Z' });
    await receptionist().post(`/api/appointments/${second.id}/cancel`, { reason: 'Ill' }).expect(200);
    const ids = async (query: string) => {
      const { body } = await receptionist().get(`/api/appointments?practitionerId=${practitionerId}${query}`);
      expect(body.total).toBe(body.items.length);
      return (body.items as { id: string }[]).map(({ id }) => id);
    };
    expect(await ids('')).toEqual([first.id, second.id]);
    expect(await ids('&sort=-startsAt')).toEqual([second.id, first.id]);
    expect(await ids('&status=CANCELLED')).toEqual([second.id]);
    expect(await ids(`&patientId=${first.patientId}`)).toEqual([first.id]);
    expect(await ids('&from=2031-05-05T09:00:00Z&to=2031-05-06T09:00:00Z')).toEqual([first.id]);
    expect(await ids('&from=2032-01-01T00:00:00Z')).toEqual([]);
    const listed = await app.recorded({ event: 'appointment.listed' });
    expect(listed.map(({ patientIds }) => patientIds)).toEqual([
      [first.patientId, second.patientId].sort(),
      [first.patientId, second.patientId].sort(),
      [second.patientId],
      [first.patientId],
      [first.patientId],
      [],
    ]);
  });

  it('is for whoever schedules or treats', async () => {
    const { id } = await anAppointment(app);
    for (const role of ['ADMIN', 'AUDITOR', 'PHARMACIST', 'BILLING'] as const) {
      await app.as(role).get(`/api/appointments/${id}`).expect(403);
      await app.as(role).get('/api/appointments').expect(403);
    }
    expect(await app.recorded({ outcome: 'DENIED', entityId: id })).toHaveLength(4);
  });
});

describe('a restricted patient', () => {
  it('has appointments that open with a reason, and show little in a list of many', async () => {
    const patient = await aPatient(app, { fullName: 'Íris Nóbrega', restricted: true });
    const { id, practitionerId } = await anAppointment(app, { patientId: patient.id, reason: 'Secret pain' });
    const url = `/api/appointments/${id}`;
    const time = { startsAt: '2031-08-01T09:00:00Z' };
    for (const [method, path, body] of [
      ['GET', url, undefined],
      ['GET', `/api/appointments?patientId=${patient.id}`, undefined],
      ['POST', '/api/appointments', { patientId: patient.id, practitionerId, ...time, reason: 'Pain' }],
      ['POST', `${url}/reschedule`, time],
      ['POST', `${url}/cancel`, { reason: 'Ill' }],
      ['POST', `${url}/complete`, undefined],
      ['POST', `${url}/no-show`, undefined],
    ] as const) {
      const reply = await app.as('DOCTOR').request(method, path, body).expect(403);
      expect(reply.body).toMatchObject({ code: 'reason-required' });
    }
    const refused = await app.recorded({ outcome: 'DENIED' });
    const label = 'Íris Nóbrega, 2031-05-05 09:00 UTC';
    expect(refused.map(({ entityId, entityLabel }) => entityLabel ?? entityId)).toEqual([
      label,
      null,
      null,
      label,
      label,
      label,
      label,
    ]);
    expect(refused.map(({ event, patientIds }) => [event, ...patientIds])).toEqual(
      ['viewed', 'listed', 'booked', 'rescheduled', 'cancelled', 'completed', 'no-show'].map((act) => [
        `appointment.${act}`,
        patient.id,
      ]),
    );
    const opened = await app.as('DOCTOR').get(url).set('x-audit-reason', 'Round of the ward').expect(200);
    expect(opened.body).toMatchObject({ patientName: 'Íris Nóbrega', reason: 'Secret pain' });
    expect(await app.recorded({ event: 'appointment.viewed', outcome: 'SUCCESS' })).toMatchObject([
      { reason: 'Round of the ward' },
    ]);
    const list = await receptionist().get(`/api/appointments?practitionerId=${practitionerId}`).expect(200);
    expect(list.body.items).toMatchObject([{ id, patientName: 'Í. N.', reason: null }]);
    expect(list.text).not.toMatch(/Nóbrega|Secret/);
  });
});
