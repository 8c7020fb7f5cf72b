import { useApp } from '../support/app.js';
import { aCamp, aPatient } from '../support/factories.js';
import { tally } from '../support/tally.js';
import { untilAnswered } from '../support/until-answered.js';

// In a file of their own: refusals by the dozen are counted in the log, and the count would come in another test.
const app = useApp();
const desk = () => app.as('RECEPTIONIST');
const to = (patientId: string, campId: string) => `/api/patients/${patientId}/camps/${campId}`;
const registeredOf = async (id: string) => (await desk().get(`/api/camps/${id}`).expect(200)).body.registered as number;

it('fills a camp and not one place more when a hundred register at the same moment', async () => {
  const camp = await aCamp(app, { capacity: 30 });
  const patients = await Promise.all(Array.from({ length: 100 }, () => aPatient(app)));
  const register = (id: string) => untilAnswered((key) => desk().post(to(id, camp.id)).set('idempotency-key', key));
  const replies = await Promise.all(patients.map(({ id }) => register(id)));
  expect(tally(replies)).toEqual({ 201: 30, 'camp-full': 70 });
  expect(await registeredOf(camp.id)).toBe(30);
  const standing = `SELECT count(*)::int FROM "CampRegistration" WHERE "campId" = $1 AND status = 'REGISTERED'`;
  expect(await app.db.query(standing, [camp.id])).toEqual([{ count: 30 }]);
  const event = 'patient.registered-for-camp';
  const records = await app.recorded({ event, outcome: 'SUCCESS', action: 'CREATION' });
  expect(records).toHaveLength(30);
  expect(new Set(records.flatMap(({ patientIds }) => patientIds)).size).toBe(30);
});

it('gives one place to a patient who is registered twenty times at the same moment', async () => {
  const [camp, patient] = [await aCamp(app), await aPatient(app)];
  const register = () => untilAnswered((key) => desk().post(to(patient.id, camp.id)).set('idempotency-key', key));
  const replies = await Promise.all(Array.from({ length: 20 }, register));
  expect(tally(replies)).toEqual({ 201: 1, 'already-registered': 19 });
  expect(await registeredOf(camp.id)).toBe(1);
});

it('never passes a capacity that is lowered meanwhile, and leaves nobody at a camp that is cancelled', async () => {
  const camp = await aCamp(app, { capacity: 20 });
  const patients = await Promise.all(Array.from({ length: 20 }, () => aPatient(app)));
  const registering = patients.map(({ id }) =>
    untilAnswered((key) => desk().post(to(id, camp.id)).set('idempotency-key', key)),
  );
  const lowering = [15, 10, 5].map((capacity) =>
    untilAnswered(() => desk().patch(`/api/camps/${camp.id}`, { capacity })),
  );
  const replies = await Promise.all([...registering, ...lowering]);
  expect(replies.every(({ status }) => [200, 201, 409].includes(status))).toBe(true);
  const { body } = await desk().get(`/api/camps/${camp.id}`).expect(200);
  expect(body.registered).toBeLessThanOrEqual(body.capacity);

  const doomed = await aCamp(app, { capacity: 20 });
  const both = await Promise.all([
    untilAnswered((key) =>
      desk().post(`/api/camps/${doomed.id}/cancel`, { reason: 'Rain' }).set('idempotency-key', key),
    ),
    ...patients.map(({ id }) => untilAnswered((key) => desk().post(to(id, doomed.id)).set('idempotency-key', key))),
  ]);
  expect(both[0].status).toBe(200);
  expect(both.slice(1).every(({ status, body: { code } }) => status === 201 || code === 'camp-over')).toBe(true);
  expect(await registeredOf(doomed.id)).toBe(0);
});
