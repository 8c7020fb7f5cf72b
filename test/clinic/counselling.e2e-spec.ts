import { COUNSELLING_STEPS } from '../../src/clinic/consultations/consultation-steps.js';
import { CounsellingStatus } from '../../src/generated/prisma/enums.js';
import { useApp } from '../support/app.js';
import { aConsultation, aPractitioner, given } from '../support/factories.js';

const app = useApp();
const nurse = () => app.as('NURSE');
const step = (id: string, status: CounsellingStatus) =>
  nurse().post(`/api/consultations/${id}/counselling`, { status });
const set = (id: string, status: CounsellingStatus) =>
  app.db.query(`UPDATE "Consultation" SET "counsellingStatus" = '${status}' WHERE id = $1`, [id]);
const noState = { before: null, after: null, changedFields: [] };
const STATUSES = Object.values(CounsellingStatus);
const WAY_TO: Record<CounsellingStatus, CounsellingStatus[]> = {
  NOT_REQUIRED: [],
  PENDING: ['PENDING'],
  IN_PROGRESS: ['PENDING', 'IN_PROGRESS'],
  COMPLETED: ['PENDING', 'IN_PROGRESS', 'COMPLETED'],
  DECLINED: ['PENDING', 'DECLINED'],
};

it('goes step by step, each with its record', async () => {
  const { id, patientId } = await aConsultation(app);
  const way = ['PENDING', 'DECLINED', 'PENDING', 'IN_PROGRESS', 'COMPLETED'] as const;
  for (const status of way) {
    expect((await step(id, status).expect(200)).body).toMatchObject({ id, counsellingStatus: status });
  }
  expect(await app.recorded()).toMatchObject(
    way.map((status, index) => ({
      action: 'UPDATE',
      event: 'consultation.counselling-updated',
      outcome: 'SUCCESS',
      entityType: 'Consultation',
      entityId: id,
      patientIds: [patientId],
      before: { counsellingStatus: way[index - 1] ?? 'NOT_REQUIRED' },
      after: { counsellingStatus: status },
      changedFields: ['counsellingStatus'],
    })),
  );
});

it('goes on after the consultation is closed', async () => {
  const { id: practitionerId } = await aPractitioner(app);
  const { id } = await aConsultation(app, { practitionerId });
  await app.db.query(`UPDATE "Consultation" SET status = 'CLOSED', "closedAt" = now() WHERE id = $1`, [id]);
  const { body } = await step(id, 'PENDING').expect(200);
  expect(body).toMatchObject({ status: 'CLOSED', counsellingStatus: 'PENDING' });
});

it('is refused where it is illegal, by one record; what is legal is named', async () => {
  const { id, patientId } = await aConsultation(app);
  await given(nurse(), `/api/consultations/${id}/counselling`, { status: 'PENDING' }, 200);
  const { body } = await step(id, 'COMPLETED').expect(409);
  expect(body).toMatchObject({
    code: 'illegal-step',
    detail: expect.stringContaining('it may become IN_PROGRESS or DECLINED or NOT_REQUIRED'),
  });
  expect(await app.recorded()).toMatchObject([
    {
      ...noState,
      action: 'UPDATE',
      event: 'consultation.counselling-updated',
      outcome: 'FAILURE',
      entityId: id,
      patientIds: [patientId],
      details: { reason: 'illegal-step' },
    },
  ]);
  await nurse().post(`/api/consultations/${id}/counselling`, { status: 'DONE' }).expect(400);
  await step(patientId, 'PENDING').expect(404);
});

it('begins once, whoever begins at the same moment', async () => {
  const { id } = await aConsultation(app);
  const replies = await Promise.all(Array.from({ length: 12 }, () => step(id, 'PENDING')));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(replies.filter(({ body }) => body.code === 'illegal-step')).toHaveLength(11);
  expect(await app.recorded({ entityId: id, outcome: 'SUCCESS' })).toHaveLength(1);
});

it('takes the steps of the table and no others, through the API and in the database', async () => {
  for (const from of STATUSES) {
    for (const to of STATUSES) {
      const { id } = await aConsultation(app);
      for (const status of WAY_TO[from]) await set(id, status);
      const legal = COUNSELLING_STEPS[from].includes(to);
      if (!legal && from !== to) await expect(set(id, to)).rejects.toThrow(`is ${from} cannot make it ${to}`);
      const { status, body } = await step(id, to);
      expect([from, to, status]).toEqual([from, to, legal ? 200 : 409]);
      if (legal) continue;
      expect(body.code).toBe('illegal-step');
      for (const next of COUNSELLING_STEPS[from]) expect(body.detail).toContain(next);
    }
  }
});
