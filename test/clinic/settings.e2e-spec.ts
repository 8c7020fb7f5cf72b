import { useApp } from '../support/app.js';

const app = useApp();
const admin = () => app.as('ADMIN');
const entity = { entityType: 'ClinicSettings', entityId: 'clinic', patientIds: [] };
const monday = { weekday: 'MONDAY', opens: '08:00', closes: '12:00' };

describe('the settings', () => {
  it('hold from the beginning, and their first change says from what to what', async () => {
    const { body } = await app.as('RECEPTIONIST').get('/api/settings').expect(200);
    expect(body).toMatchObject({ id: 'clinic', timeZone: 'UTC', slotMinutes: 30, updatedAt: null });
    expect(body.openingHours).toHaveLength(5);
    const changed = await admin()
      .patch('/api/settings', { timeZone: 'Australia/Melbourne', openingHours: [monday] })
      .set('x-audit-reason', 'We moved')
      .expect(200);
    expect(changed.body).toEqual({
      ...body,
      timeZone: 'Australia/Melbourne',
      openingHours: [monday],
      updatedAt: expect.any(String),
    });
    expect((await app.as('NURSE').get('/api/settings').expect(200)).body).toEqual(changed.body);
    const records = await app.recorded();
    expect(records).toMatchObject([
      { ...entity, action: 'VIEW', event: 'settings.viewed', entityLabel: 'Clinic', before: null, after: null },
      { ...entity, action: 'CREATION', event: 'settings.changed', before: null, after: { timeZone: 'UTC' } },
      {
        ...entity,
        action: 'UPDATE',
        event: 'settings.changed',
        outcome: 'SUCCESS',
        actorRoles: ['ADMIN'],
        entityLabel: 'Clinic',
        before: { timeZone: 'UTC', openingHours: body.openingHours },
        after: { timeZone: 'Australia/Melbourne', openingHours: [monday] },
        changedFields: ['openingHours', 'timeZone'],
        reason: 'We moved',
      },
      { event: 'settings.viewed', actorRoles: ['NURSE'] },
    ]);
    expect(records[1]!.requestId).toBe(records[2]!.requestId);
  });

  it('change at the same moment without a gap', async () => {
    await app.db.query('DELETE FROM "ClinicSettings"');
    const minutes = Array.from({ length: 20 }, (_, index) => 10 + index);
    await Promise.all(minutes.map((slotMinutes) => admin().patch('/api/settings', { slotMinutes }).expect(200)));
    const records = await app.recorded({ event: 'settings.changed', entityType: 'ClinicSettings' });
    const changes = records.filter(({ action }) => action === 'UPDATE');
    changes.slice(1).forEach((record, index) => {
      expect(record.before!['slotMinutes']).toBe(changes[index]!.after!['slotMinutes']);
    });
    expect(records.filter(({ action }) => action === 'CREATION')).toHaveLength(1);
  });

  it.each([
    ['name', { name: ' ' }],
    ['timeZone', { timeZone: '+03:00' }],
    ['timeZone', { timeZone: 'Mars/Olympus' }],
    ['slotMinutes', { slotMinutes: 4 }],
    ['slotMinutes', { slotMinutes: '30' }],
    ['openingHours', { openingHours: 'always' }],
    ['openingHours', { openingHours: null }],
    ['openingHours', { openingHours: [{ ...monday, opens: '12:00' }] }],
    ['openingHours', { openingHours: [monday, { ...monday, opens: '11:59', closes: '13:00' }] }],
    ['openingHours.0.closes', { openingHours: [{ ...monday, closes: '24:00' }] }],
    ['openingHours.0.lunch', { openingHours: [{ ...monday, lunch: true }] }],
    ['openingHours', { openingHours: ['MONDAY'] }],
    ['openingHours', { openingHours: [null] }],
    ['openingHours', { openingHours: [[]] }],
    ['openingHours', { openingHours: [[[]]] }],
    ['openingHours', { openingHours: [[monday]] }],
    ['body', {}],
  ])('refuse %s in %j', async (field, change) => {
    const { body } = await admin().patch('/api/settings', change).expect(400);
    expect(body).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
  });

  it('are changed by administrators only', async () => {
    await app.as('DOCTOR').patch('/api/settings', { slotMinutes: 20 }).expect(403);
    expect(await app.recorded()).toMatchObject([{ event: 'settings.changed', outcome: 'DENIED' }]);
    await app.as('AUDITOR').get('/api/settings').expect(403);
  });

  it('are kept whole by the database', async () => {
    await admin().patch('/api/settings', { slotMinutes: 30 }).expect(200);
    for (const [column, value] of [
      ['id', 'second'],
      ['name', ''],
      ['timeZone', '+03:00'],
      ['slotMinutes', '0'],
      ['openingHours', '{}'],
      ['openingHours', '[{}]'],
      ['openingHours', '["MONDAY"]'],
      ['openingHours', JSON.stringify([{ ...monday, opens: '8:00' }])],
      ['openingHours', JSON.stringify([{ ...monday, opens: '12:00' }])],
      ['openingHours', JSON.stringify([{ ...monday, weekday: 'FUNDAY' }])],
      ['openingHours', JSON.stringify([monday, monday])],
    ] as const) {
      const change = app.db.query(`UPDATE "ClinicSettings" SET "${column}" = $1`, [value]);
      await expect(change).rejects.toMatchObject({ code: expect.stringMatching(/^(23514|22023)$/) });
    }
    await expect(app.db.query(`UPDATE "ClinicSettings" SET "timeZone" = 'Mars/Olympus'`)).rejects.toThrow(
      'not recognized',
    );
  });
});
