import { randomUUID } from 'node:crypto';
import type { VitalsDto } from '../../src/clinic/vitals/vitals.dto.js';
import { useApp } from '../support/app.js';
import { aPatient, given } from '../support/factories.js';

const app = useApp();
const nurse = () => app.as('NURSE');
const of = (patientId: string) => `/api/patients/${patientId}/vitals`;
const someVitals = (patientId: string, wanted: object = {}) =>
  given<VitalsDto>(nurse(), of(patientId), { pulse: 72, ...wanted });
const noState = { before: null, after: null, changedFields: [] };

const all = {
  measuredAt: '2026-03-09T14:30:00.000Z',
  systolic: 120,
  diastolic: 80,
  pulse: 72,
  respiratoryRate: 16,
  temperature: 36.6,
  oxygenSaturation: 98,
  weight: 68.25,
  height: 171.5,
  note: 'Lying down',
};

describe('recording vitals', () => {
  it('answers with them and leaves one record of the patient, names resolved', async () => {
    const { id: patientId } = await aPatient(app);
    const { body } = await nurse().post(of(patientId), all).expect(201);
    const { id, recordedBy, createdAt: _, updatedAt: __, ...shown } = body;
    expect(shown).toEqual({ ...all, patientId });
    expect(recordedBy).toEqual({ id: expect.any(String), name: 'Nurse Example' });
    const { measuredAt: ___, ...values } = all;
    expect(await app.recorded()).toMatchObject([
      {
        action: 'CREATION',
        event: 'vitals.recorded',
        outcome: 'SUCCESS',
        actorRoles: ['NURSE'],
        entityType: 'Vitals',
        entityId: id,
        patientIds: [patientId],
        before: null,
        after: { ...values, patientId, recordedById: recordedBy.id },
        changedFields: [],
        details: { names: { [patientId]: 'Ana Souza', [recordedBy.id]: 'Nurse Example' } },
        route: '/api/patients/:patientId/vitals',
      },
    ]);
  });

  it('takes now for the moment when none is given', async () => {
    const { id } = await aPatient(app);
    const { body } = await nurse().post(of(id), { pulse: 60 }).expect(201);
    expect(Math.abs(Date.parse(body.measuredAt) - Date.now())).toBeLessThan(60_000);
    expect(body).toMatchObject({ systolic: null, temperature: null, weight: null, note: null });
  });

  it.each([
    [{}, 'implausible-vitals', /at least one/],
    [{ note: 'Nothing measured' }, 'implausible-vitals', /at least one/],
    [{ systolic: 120 }, 'implausible-vitals', /needs both/],
    [{ systolic: 80, diastolic: 90 }, 'implausible-vitals', /lower/],
    [{ pulse: 70, measuredAt: '2999-01-01T00:00:00Z' }, 'implausible-vitals', /future/],
    [{ pulse: 72.5 }, 'validation-failed', /pulse/],
    [{ pulse: '72' }, 'validation-failed', /pulse/],
    [{ temperature: 36.66 }, 'validation-failed', /temperature/],
    [{ temperature: 366 }, 'validation-failed', /temperature/],
    [{ pulse: 72, measuredAt: '2026-02-30T10:00:00Z' }, 'validation-failed', /measuredAt/],
    [{ pulse: 72, recordedById: randomUUID() }, 'validation-failed', /recordedById/],
  ])('refuses %j', async (body, code, detail) => {
    const { id } = await aPatient(app);
    const reply = await nurse().post(of(id), body).expect(400);
    expect([reply.body.code, reply.body.detail]).toEqual([code, expect.stringMatching(detail)]);
    expect(await app.db.query('SELECT FROM "Vitals" WHERE "patientId" = $1', [id])).toEqual([]);
  });

  it('keeps nothing of refused values in the record', async () => {
    const { id } = await aPatient(app);
    await app.as('DOCTOR').post(of(id), { systolic: 80, diastolic: 90, note: 'canary' }).expect(400);
    const records = await app.recorded();
    expect(records).toMatchObject([
      {
        ...noState,
        action: 'CREATION',
        event: 'vitals.recorded',
        outcome: 'FAILURE',
        entityId: null,
        patientIds: [id],
        details: { reason: 'implausible-vitals' },
      },
    ]);
    expect(JSON.stringify(records)).not.toContain('canary');
  });

  it('knows no unknown and no deleted patient', async () => {
    const { id } = await aPatient(app);
    await app.db.query('UPDATE "Patient" SET "deletedAt" = now() WHERE id = $1', [id]);
    await nurse().post(of(id), { pulse: 60 }).expect(404);
    await nurse().post(of(randomUUID()), { pulse: 60 }).expect(404);
    await nurse().get(of(randomUUID())).expect(404);
  });
});

describe('the history of a patient', () => {
  it('shows the latest first and leaves one record that names him', async () => {
    const { id } = await aPatient(app);
    const old = await someVitals(id, { measuredAt: '2026-01-01T10:00:00Z' });
    const late = await someVitals(id, { measuredAt: '2026-02-01T10:00:00Z' });
    const middle = await someVitals(id, { measuredAt: '2026-01-15T10:00:00Z' });
    const { body } = await app.as('DOCTOR').get(of(id)).expect(200);
    expect(body).toEqual({ items: [late, middle, old], page: 1, limit: 50, total: 3 });
    expect(await app.recorded()).toMatchObject([
      { ...noState, action: 'VIEW', event: 'vitals.viewed', entityType: 'Vitals', entityId: null, patientIds: [id] },
    ]);
    const ids = async (query: string) =>
      (
        (
          await nurse()
            .get(`${of(id)}?${query}`)
            .expect(200)
        ).body.items as VitalsDto[]
      ).map((item) => item.id);
    expect(await ids('sort=measuredAt&limit=2')).toEqual([old.id, middle.id]);
    expect(await ids('from=2026-01-15T10:00:00Z&to=2026-02-01T10:00:00Z')).toEqual([middle.id]);
  });

  it('names the patient also when there is nothing to show', async () => {
    const { id } = await aPatient(app);
    expect((await nurse().get(of(id)).expect(200)).body.items).toEqual([]);
    expect(await app.recorded()).toMatchObject([{ event: 'vitals.viewed', patientIds: [id] }]);
  });
});

describe('correcting vitals', () => {
  it('leaves one record with the reason, the fields that changed and no others', async () => {
    const { id: patientId } = await aPatient(app);
    const { id } = await someVitals(patientId, { ...all });
    const { body } = await nurse()
      .patch(`/api/vitals/${id}`, { pulse: 74, temperature: null, weight: 68.25, reason: ' Wrong line ' })
      .expect(200);
    expect(body).toMatchObject({ pulse: 74, temperature: null, weight: 68.25, systolic: 120 });
    expect(await app.recorded()).toMatchObject([
      {
        action: 'UPDATE',
        event: 'vitals.corrected',
        outcome: 'SUCCESS',
        entityId: id,
        patientIds: [patientId],
        before: { pulse: 72, temperature: 36.6 },
        after: { pulse: 74, temperature: null },
        changedFields: ['pulse', 'temperature'],
        reason: 'Wrong line',
      },
    ]);
  });

  it.each([
    [{ pulse: 74 }, 'validation-failed'],
    [{ pulse: 74, reason: ' ' }, 'validation-failed'],
    [{ reason: 'No change' }, 'validation-failed'],
    [{ pulse: null, reason: 'Nothing left' }, 'implausible-vitals'],
    [{ systolic: 120, reason: 'Half a pair' }, 'implausible-vitals'],
  ])('refuses %j and changes nothing', async (change, code) => {
    const { id: patientId } = await aPatient(app);
    const { id } = await someVitals(patientId);
    expect((await nurse().patch(`/api/vitals/${id}`, change).expect(400)).body.code).toBe(code);
    expect(await app.recorded()).toMatchObject([
      { ...noState, event: 'vitals.corrected', outcome: 'FAILURE', entityId: id, details: { reason: code } },
    ]);
    expect(await app.db.query('SELECT pulse FROM "Vitals" WHERE id = $1', [id])).toEqual([{ pulse: 72 }]);
  });

  it('knows no unknown ones', async () => {
    await nurse().patch(`/api/vitals/${randomUUID()}`, { pulse: 1, reason: 'Why not' }).expect(404);
  });
});

describe('a restricted patient', () => {
  it('shows and takes vitals only for a reason, and the act keeps its event', async () => {
    const { id } = await aPatient(app, { restricted: true });
    expect((await nurse().get(of(id)).expect(403)).body.code).toBe('reason-required');
    await nurse().post(of(id), { pulse: 60 }).expect(403);
    await nurse().post(of(id), { pulse: 60 }).set('x-audit-reason', 'Ward round').expect(201);
    await nurse().get(of(id)).set('x-audit-reason', 'Ward round').expect(200);
    expect(await app.recorded()).toMatchObject([
      { event: 'vitals.viewed', outcome: 'DENIED', patientIds: [id], reason: null },
      { event: 'vitals.recorded', outcome: 'DENIED', patientIds: [id], reason: null },
      { event: 'vitals.recorded', outcome: 'SUCCESS', patientIds: [id], reason: 'Ward round' },
      { event: 'vitals.viewed', outcome: 'SUCCESS', patientIds: [id], reason: 'Ward round' },
    ]);
  });

  it('is not opened by the reason of a correction, which stands beside the reason of opening', async () => {
    const { id: patientId } = await aPatient(app, { restricted: true });
    const { id } = await someVitals(patientId);
    const correction = { pulse: 61, reason: 'Misread' };
    await nurse().patch(`/api/vitals/${id}`, correction).expect(403);
    await nurse().patch(`/api/vitals/${id}`, correction).set('x-audit-reason', 'Ward round').expect(200);
    expect(await app.recorded()).toMatchObject([
      { event: 'vitals.corrected', outcome: 'DENIED', patientIds: [patientId] },
      { event: 'vitals.corrected', reason: 'Ward round', details: { correction: 'Misread' } },
    ]);
  });
});

it.each(['RECEPTIONIST', 'PHARMACIST', 'BILLING', 'ADMIN', 'AUDITOR'] as const)('%s may not', async (role) => {
  const { id } = await aPatient(app);
  const { id: vitals } = await someVitals(id);
  await app.as(role).get(of(id)).expect(403);
  await app.as(role).post(of(id), { pulse: 60 }).expect(403);
  await app.as(role).patch(`/api/vitals/${vitals}`, { pulse: 60, reason: 'Why' }).expect(403);
  expect((await app.recorded()).map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
    'vitals.viewed DENIED',
    'vitals.recorded DENIED',
    'vitals.corrected DENIED',
  ]);
});

describe('the database', () => {
  it.each([
    ['pulse = NULL', 'Vitals_something_is_measured'],
    ['systolic = 120', 'Vitals_pressure_is_a_pair'],
    ['systolic = 80, diastolic = 80', 'Vitals_diastolic_is_lower'],
    ['systolic = 351, diastolic = 80', 'Vitals_systolic_is_possible'],
    ['systolic = 120, diastolic = 9', 'Vitals_diastolic_is_possible'],
    ['pulse = -1', 'Vitals_pulse_is_possible'],
    ['"respiratoryRate" = 121', 'Vitals_respiratoryRate_is_possible'],
    ['temperature = 19.9', 'Vitals_temperature_is_possible'],
    ['"oxygenSaturation" = 101', 'Vitals_oxygenSaturation_is_possible'],
    ['weight = 0.1', 'Vitals_weight_is_possible'],
    ['height = 280.1', 'Vitals_height_is_possible'],
    [`note = ' '`, 'Vitals_note_is_given'],
    [`"measuredAt" = now() + interval '1 hour'`, 'Vitals_measuredAt_is_past'],
  ])('refuses %s itself', async (change, constraint) => {
    const { id } = await someVitals((await aPatient(app)).id);
    await expect(app.db.query(`UPDATE "Vitals" SET ${change} WHERE id = $1`, [id])).rejects.toThrow(constraint);
  });

  it('keeps the patient of whom something was measured', async () => {
    const { id } = await aPatient(app);
    await someVitals(id);
    await expect(app.db.query('DELETE FROM "Patient" WHERE id = $1', [id])).rejects.toThrow('Vitals_patientId_fkey');
  });
});
