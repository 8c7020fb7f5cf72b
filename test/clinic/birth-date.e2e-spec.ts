import { dayIn } from '../../src/clinic/settings/clinic-time.js';
import { useApp } from '../support/app.js';
import { aPatient } from '../support/factories.js';

const app = useApp();
const HOUR = 3_600_000;
// Far enough from midnight in either zone that the day does not change during the test.
const zones = ['Pacific/Kiritimati', 'Pacific/Auckland', 'Asia/Tokyo', 'UTC', 'America/Sao_Paulo', 'Pacific/Pago_Pago'];
const timeZone = zones.find((zone) => dayIn(zone, new Date()) === dayIn(zone, new Date(Date.now() + HOUR)))!;
const day = (shift: number) => dayIn(timeZone, new Date(Date.now() + shift * 24 * HOUR));

it.each(zones)('a patient may be born today, and not tomorrow, by the clock of the clinic in %s', async (zone) => {
  await app.as('ADMIN').patch('/api/settings', { timeZone: zone }).expect(200);
  const today = dayIn(zone, new Date());
  const tomorrow = dayIn(zone, new Date(Date.now() + 24 * HOUR));
  await app.as('RECEPTIONIST').post('/api/patients', { fullName: 'Ana Souza', birthDate: today }).expect(201);
  const { body } = await app
    .as('RECEPTIONIST')
    .post('/api/patients', { fullName: 'Ana Souza', birthDate: tomorrow })
    .expect(400);
  expect(body).toMatchObject({
    code: 'validation-failed',
    errors: [{ field: 'birthDate', message: 'birthDate must not be in the future' }],
  });
});

it('holds for a change too', async () => {
  await app.as('ADMIN').patch('/api/settings', { timeZone }).expect(200);
  const { id } = await aPatient(app);
  await app
    .as('RECEPTIONIST')
    .patch(`/api/patients/${id}`, { birthDate: day(1) })
    .expect(400);
  await app
    .as('RECEPTIONIST')
    .patch(`/api/patients/${id}`, { birthDate: day(0) })
    .expect(200);
  expect((await app.recorded({ event: 'patient.updated' })).map(({ outcome }) => outcome)).toEqual([
    'FAILURE',
    'SUCCESS',
  ]);
});
