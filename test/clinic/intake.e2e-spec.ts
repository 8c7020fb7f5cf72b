import { randomUUID } from 'node:crypto';
import type { IntakeFormDto } from '../../src/clinic/intake/intake-form.dto.js';
import { useApp } from '../support/app.js';
import { aPatient, given } from '../support/factories.js';

const app = useApp();
const desk = () => app.as('RECEPTIONIST');
const doctor = () => app.as('DOCTOR');
const of = (patientId: string) => `/api/patients/${patientId}/intake-forms`;
const form = {
  reasonForVisit: 'Sleeps badly',
  medicalHistory: 'Asthma',
  medication: null,
  allergies: 'Penicillin',
  emergencyContact: 'Rui, brother',
  consent: true,
};
const aForm = (patientId: string) => given<IntakeFormDto>(desk(), of(patientId), form);
const noState = { before: null, after: null, changedFields: [] };

it('is submitted at the desk and leaves one record of the patient, names resolved', async () => {
  const { id: patientId } = await aPatient(app);
  const { body } = await desk().post(of(patientId), form).expect(201);
  expect(body).toMatchObject({ ...form, patientId, submittedBy: { name: 'Receptionist Example' } });
  expect(await app.recorded()).toMatchObject([
    {
      action: 'CREATION',
      event: 'intake.submitted',
      outcome: 'SUCCESS',
      actorRoles: ['RECEPTIONIST'],
      entityType: 'IntakeForm',
      entityId: body.id,
      patientIds: [patientId],
      before: null,
      after: { ...form, patientId, submittedById: body.submittedBy.id },
      details: { names: { [patientId]: 'Ana Souza', [body.submittedBy.id]: 'Receptionist Example' } },
    },
  ]);
});

it('is viewed by one record that names the patient and holds no answers', async () => {
  const { id: patientId } = await aPatient(app);
  const submitted = await aForm(patientId);
  expect((await doctor().get(`/api/intake-forms/${submitted.id}`).expect(200)).body).toEqual(submitted);
  expect(await app.recorded()).toMatchObject([
    { ...noState, action: 'VIEW', event: 'intake.viewed', entityId: submitted.id, patientIds: [patientId] },
  ]);
});

it('is listed without its answers, the latest first', async () => {
  const { id } = await aPatient(app);
  const first = await aForm(id);
  const second = await aForm(id);
  const { body, text } = await doctor().get(of(id)).expect(200);
  expect(body).toMatchObject({ items: [{ id: second.id }, { id: first.id }], total: 2 });
  expect(text).not.toMatch(/Sleeps|Penicillin/);
  expect((await doctor().get(`${of(id)}?sort=createdAt`)).body.items[0].id).toBe(first.id);
  expect(await app.recorded()).toMatchObject([
    { ...noState, action: 'VIEW', event: 'intake.listed', entityId: null, patientIds: [id] },
    { event: 'intake.listed' },
  ]);
});

it('is updated by one record with the fields that changed and no others', async () => {
  const { id: patientId } = await aPatient(app);
  const { id } = await aForm(patientId);
  const { body } = await doctor()
    .patch(`/api/intake-forms/${id}`, { allergies: null, medication: 'Salbutamol', consent: true })
    .expect(200);
  expect(body).toMatchObject({ ...form, allergies: null, medication: 'Salbutamol' });
  expect(await app.recorded()).toMatchObject([
    {
      action: 'UPDATE',
      event: 'intake.updated',
      entityId: id,
      patientIds: [patientId],
      before: { allergies: 'Penicillin', medication: null },
      after: { allergies: null, medication: 'Salbutamol' },
      changedFields: ['allergies', 'medication'],
    },
  ]);
});

it.each([
  [{ reasonForVisit: undefined }],
  [{ reasonForVisit: ' ' }],
  [{ consent: undefined }],
  [{ consent: 'yes' }],
  [{ allergies: '' }],
  [{ submittedById: randomUUID() }],
])('is refused with %j', async (fault) => {
  const { id } = await aPatient(app);
  await desk()
    .post(of(id), { ...form, ...fault })
    .expect(400);
});

it.each([[{}], [{ reasonForVisit: null }], [{ consent: null }], [{ patientId: randomUUID() }]])(
  'is not updated by %j',
  async (change) => {
    const { id } = await aForm((await aPatient(app)).id);
    await doctor().patch(`/api/intake-forms/${id}`, change).expect(400);
  },
);

it('opens to those who treat and to nobody else, the desk that took it included', async () => {
  const { id: patientId } = await aPatient(app);
  const { id } = await aForm(patientId);
  for (const role of ['RECEPTIONIST', 'PHARMACIST', 'BILLING', 'ADMIN', 'AUDITOR'] as const) {
    const reply = await app.as(role).get(`/api/intake-forms/${id}`).expect(403);
    expect(reply.text).not.toContain(form.reasonForVisit);
    await app.as(role).get(of(patientId)).expect(403);
    await app.as(role).patch(`/api/intake-forms/${id}`, { consent: false }).expect(403);
  }
  expect(await app.recorded({ outcome: 'DENIED' })).toHaveLength(15);
  await doctor().get(`/api/intake-forms/${randomUUID()}`).expect(404);
  await desk().post(of(randomUUID()), form).expect(404);
});

it('of a restricted patient opens for a reason only', async () => {
  const { id: patientId } = await aPatient(app, { restricted: true });
  const { id } = await aForm(patientId);
  await desk().post(of(patientId), form).expect(403);
  await doctor().patch(`/api/intake-forms/${id}`, { consent: false }).expect(403);
  expect((await doctor().get(`/api/intake-forms/${id}`).expect(403)).body.code).toBe('reason-required');
  await doctor().get(`/api/intake-forms/${id}`).set('x-audit-reason', 'First session').expect(200);
  expect(await app.recorded()).toMatchObject([
    { event: 'intake.submitted', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'intake.updated', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'intake.viewed', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'intake.viewed', outcome: 'SUCCESS', patientIds: [patientId], reason: 'First session' },
  ]);
});

it.each([
  [`"reasonForVisit" = ' '`, 'IntakeForm_reasonForVisit_is_given'],
  [`allergies = ''`, 'IntakeForm_answers_are_given'],
  [`medication = ' '`, 'IntakeForm_answers_are_given'],
])('refuses %s in the database itself', async (change, constraint) => {
  const { id } = await aForm((await aPatient(app)).id);
  await expect(app.db.query(`UPDATE "IntakeForm" SET ${change} WHERE id = $1`, [id])).rejects.toThrow(constraint);
});
