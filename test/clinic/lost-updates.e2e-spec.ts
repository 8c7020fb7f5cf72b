import type { IntakeFormDto } from '../../src/clinic/intake/intake-form.dto.js';
import type { VitalsDto } from '../../src/clinic/vitals/vitals.dto.js';
import { useApp } from '../support/app.js';
import { aPatient, given } from '../support/factories.js';

const app = useApp();
const nurse = () => app.as('NURSE');

interface Changed {
  id: string;
  updatedAt: string;
}
const kinds: [string, string, () => Promise<Changed>, (mark: number) => object, (mark: number) => object][] = [
  [
    'vitals',
    'vitals.corrected',
    async () => given<VitalsDto>(nurse(), `/api/patients/${(await aPatient(app)).id}/vitals`, { pulse: 72 }),
    (mark) => ({ pulse: mark, reason: `Read ${mark}` }),
    (mark) => ({ pulse: mark }),
  ],
  [
    'intake-forms',
    'intake.updated',
    async () =>
      given<IntakeFormDto>(nurse(), `/api/patients/${(await aPatient(app)).id}/intake-forms`, {
        reasonForVisit: 'Sleep',
        consent: true,
      }),
    (mark) => ({ allergies: `Number ${mark}` }),
    (mark) => ({ allergies: `Number ${mark}` }),
  ],
];

describe.each(kinds)('a change of %s', (path, event, make, change, shown) => {
  it('is refused when it was changed since the client read it', async () => {
    const { id, updatedAt } = await make();
    const first = await nurse()
      .patch(`/api/${path}/${id}`, { ...change(80), updatedAt })
      .expect(200);
    const { body } = await nurse()
      .patch(`/api/${path}/${id}`, { ...change(90), updatedAt })
      .expect(409);
    expect(body).toMatchObject({ code: 'concurrent-change' });
    await nurse()
      .patch(`/api/${path}/${id}`, { ...change(95), updatedAt: (first.body as Changed).updatedAt })
      .expect(200);
    const records = await app.recorded({ event });
    expect(records.map(({ outcome }) => outcome)).toEqual(['SUCCESS', 'FAILURE', 'SUCCESS']);
    expect(records[2]).toMatchObject({ before: shown(80), after: shown(95) });
  });

  it('of many at the same moment overwrites none that was not seen', async () => {
    const { id, updatedAt } = await make();
    const marks = Array.from({ length: 8 }, (_, at) => 60 + at);
    const answers = await Promise.all(
      marks.map((mark) => nurse().patch(`/api/${path}/${id}`, { ...change(mark), updatedAt })),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array<number>(7).fill(409)]);
  });

  it('needs more than what was read', async () => {
    const { id, updatedAt } = await make();
    await nurse().patch(`/api/${path}/${id}`, { updatedAt, reason: 'Nothing' }).expect(400);
  });
});
