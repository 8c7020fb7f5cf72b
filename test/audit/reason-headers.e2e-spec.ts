import { useApp } from '../support/app.js';
import { aPatient } from '../support/factories.js';

const app = useApp();

/** Header text as its UTF-8 bytes, which fetch takes as one character each. */
const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

async function recordOf(headers: Record<string, string>) {
  const { id } = await aPatient(app);
  const request = app.as('DOCTOR').get(`/api/patients/${id}`);
  for (const [name, value] of Object.entries(headers)) request.set(name, value);
  await request.expect(200);
  const [record, ...more] = await app.recorded();
  expect(more).toEqual([]);
  return record;
}

describe('X-Audit-Reason and X-Purpose-Of-Use', () => {
  it.each(['Emergência: dor no tórax', '緊急入院', 'Überweisung 🚑', 'plain'])(
    'are kept as written: %s',
    async (text) => {
      expect(await recordOf({ 'x-audit-reason': utf8(text), 'x-purpose-of-use': utf8(text) })).toMatchObject({
        reason: text,
        purposeOfUse: text,
      });
    },
  );

  it('are understood when a client sends Latin-1', async () => {
    expect(await recordOf({ 'x-audit-reason': 'Emergência' })).toMatchObject({ reason: 'Emergência' });
  });

  it('are trimmed, and nothing when empty', async () => {
    expect(await recordOf({ 'x-audit-reason': '  Ward round ', 'x-purpose-of-use': '' })).toMatchObject({
      reason: 'Ward round',
      purposeOfUse: null,
    });
  });

  it('are cut after 500 characters, never inside one', async () => {
    const record = await recordOf({ 'x-audit-reason': utf8(`${'a'.repeat(499)}🚑🚑`) });
    expect(record!.reason!.length).toBeLessThanOrEqual(500);
    expect(record!.reason!.isWellFormed()).toBe(true);
    expect(record!.reason).not.toContain('\uFFFD');
  });

  it('go with a change too, and a purpose alone breaks no glass', async () => {
    const { id } = await aPatient(app, { restricted: true });
    const purpose = utf8('Tratamento é prioridade');
    await app
      .as('DOCTOR')
      .patch(`/api/patients/${id}`, { phone: '11 2222-3333' })
      .set('x-purpose-of-use', purpose)
      .expect(403);
    await app
      .as('DOCTOR')
      .patch(`/api/patients/${id}`, { phone: '11 2222-3333' })
      .set('x-purpose-of-use', purpose)
      .set('x-audit-reason', utf8('Número trocado'))
      .expect(200);
    expect(await app.recorded()).toMatchObject([
      { outcome: 'DENIED', reason: null, purposeOfUse: 'Tratamento é prioridade' },
      {
        outcome: 'SUCCESS',
        event: 'patient.updated',
        reason: 'Número trocado',
        details: { breakGlass: true },
        purposeOfUse: 'Tratamento é prioridade',
      },
    ]);
  });
});
