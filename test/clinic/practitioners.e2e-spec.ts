import { useApp } from '../support/app.js';
import { aPractitioner } from '../support/factories.js';
import { aUser } from '../support/users.js';

const app = useApp();
const admin = () => app.as('ADMIN');
const NOBODY = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';
const noState = { before: null, after: null, changedFields: [] };
const profile = {
  name: 'Dr. Ana Lindqvist',
  profession: 'PSYCHOLOGIST',
  registrationNumber: 'CRP 06/123456',
  specialties: ['Trauma', 'Sleep'],
  site: 'São Paulo',
};

describe('giving a doctor his profile', () => {
  it('answers with it and leaves one record', async () => {
    const user = await aUser(app, { roles: ['DOCTOR'] });
    const { body } = await admin()
      .post('/api/practitioners', { userId: user.id, ...profile })
      .expect(201);
    expect(body).toEqual({
      id: user.id,
      ...profile,
      active: true,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(await app.recorded({ source: 'HTTP' })).toMatchObject([
      {
        action: 'CREATION',
        event: 'practitioner.created',
        outcome: 'SUCCESS',
        actorRoles: ['ADMIN'],
        entityType: 'Practitioner',
        entityId: user.id,
        entityLabel: 'Dr. Ana Lindqvist',
        patientIds: [],
        before: null,
        after: { id: user.id, ...profile },
        changedFields: [],
        route: '/api/practitioners',
      },
    ]);
  });

  it('refuses who does not treat, who has one already, and a registration number that is taken', async () => {
    const nurse = await aUser(app, { roles: ['NURSE'] });
    const gone = await aUser(app, { roles: ['DOCTOR'], active: false });
    const other = await aUser(app, { roles: ['DOCTOR'] });
    const { id } = await aPractitioner(app, { registrationNumber: 'CRM-SP 778.899' });
    const cases: [object, string][] = [
      [{ userId: nurse.id }, 'not-a-doctor'],
      [{ userId: gone.id }, 'not-a-doctor'],
      [{ userId: NOBODY }, 'not-a-doctor'],
      [{ userId: id, registrationNumber: 'NEW-1' }, 'already-registered'],
      [{ userId: other.id, registrationNumber: 'crmsp778899' }, 'registration-number-taken'],
    ];
    for (const [changes, code] of cases) {
      const { body } = await admin()
        .post('/api/practitioners', { userId: other.id, ...profile, registrationNumber: 'FREE-1', ...changes })
        .expect(409);
      expect(body).toMatchObject({ code });
    }
    const records = await app.recorded({ event: 'practitioner.created' });
    expect(records.map(({ outcome, details }) => [outcome, details!['reason']])).toEqual(
      cases.map(([, code]) => ['FAILURE', code]),
    );
  });

  it.each([
    ['userId', 'me'],
    ['name', ' '],
    ['profession', 'HEALER'],
    ['registrationNumber', '---'],
    ['specialties', ['Sleep', 'Sleep']],
    ['specialties', ['']],
    ['specialties', 'Sleep'],
    ['site', 'two\nlines'],
  ])('refuses %s %j', async (field, value) => {
    const { body } = await admin()
      .post('/api/practitioners', { userId: NOBODY, ...profile, [field]: value })
      .expect(400);
    expect(body).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
  });
});

describe('viewing practitioners', () => {
  it('leaves one record that names him', async () => {
    const practitioner = await aPractitioner(app);
    const { body } = await app.as('BILLING').get(`/api/practitioners/${practitioner.id}`).expect(200);
    expect(body).toEqual(practitioner);
    expect(await app.recorded({ source: 'HTTP' })).toMatchObject([
      {
        ...noState,
        action: 'VIEW',
        event: 'practitioner.viewed',
        entityId: practitioner.id,
        entityLabel: 'Dr. Paulo Reis',
        patientIds: [],
      },
    ]);
    await app.as('NURSE').get(`/api/practitioners/${NOBODY}`).expect(404);
  });

  it('lists them by what is asked for, and shows who does not treat any more', async () => {
    const here = await aPractitioner(app, { name: 'Zed One', site: 'Perth', specialties: ['Sleep'] });
    const left = await aPractitioner(app, { name: 'Abe Two', site: 'Perth', profession: 'PSYCHOLOGIST' });
    await admin().post(`/api/users/${left.id}/deactivate`).expect(200);
    const names = async (query: string) => {
      const { body } = await app.as('RECEPTIONIST').get(`/api/practitioners?site=Perth${query}`).expect(200);
      expect(body.total).toBe(body.items.length);
      return (body.items as { name: string; active: boolean }[]).map(({ name, active }) => [name, active]);
    };
    expect(await names('')).toEqual([
      ['Abe Two', false],
      ['Zed One', true],
    ]);
    expect(await names('&sort=-name&limit=2')).toEqual([
      ['Zed One', true],
      ['Abe Two', false],
    ]);
    expect(await names('&active=true')).toEqual([['Zed One', true]]);
    expect(await names('&active=false')).toEqual([['Abe Two', false]]);
    expect(await names('&profession=PSYCHOLOGIST')).toEqual([['Abe Two', false]]);
    expect(await names('&specialty=Sleep')).toEqual([['Zed One', true]]);
    expect(await app.recorded({ event: 'practitioner.listed', outcome: 'SUCCESS' })).toHaveLength(6);
    await app.as('RECEPTIONIST').get('/api/practitioners?active=maybe').expect(400);
    expect((await app.as('NURSE').get(`/api/practitioners/${here.id}`)).body.active).toBe(true);
  });
});

describe('changing a practitioner', () => {
  it('is for himself and for administrators, and leaves what changed', async () => {
    const { id, email } = await aUser(app, { roles: ['DOCTOR'] });
    const other = await aPractitioner(app);
    await aPractitioner(app, { userId: id });
    const { client: doctor } = await app.signIn(email);
    await doctor.patch(`/api/practitioners/${id}`, { specialties: ['Sleep'], site: null }).expect(200);
    await admin().patch(`/api/practitioners/${id}`, { site: 'Perth' }).expect(200);
    await doctor.patch(`/api/practitioners/${other.id}`, { site: 'Perth' }).expect(403);
    await doctor.patch(`/api/practitioners/${NOBODY}`, { site: 'Perth' }).expect(403);
    const records = await app.recorded({ event: 'practitioner.updated', source: 'HTTP' });
    expect(records).toMatchObject([
      {
        action: 'UPDATE',
        outcome: 'SUCCESS',
        actorId: id,
        entityId: id,
        before: { specialties: [] },
        after: { specialties: ['Sleep'] },
        changedFields: ['specialties'],
      },
      { outcome: 'SUCCESS', actorRoles: ['ADMIN'], before: { site: null }, changedFields: ['site'] },
      { outcome: 'DENIED', actorId: id, entityId: other.id, details: { reason: 'not-your-profile' }, ...noState },
      { outcome: 'DENIED', actorId: id, entityId: NOBODY, details: { reason: 'not-your-profile' }, ...noState },
    ]);
    await admin().patch(`/api/practitioners/${NOBODY}`, { site: 'Perth' }).expect(404);
    await admin().patch(`/api/practitioners/${id}`, {}).expect(400);
    await admin().patch(`/api/practitioners/${id}`, { userId: other.id }).expect(400);
    const { body } = await admin().patch(`/api/practitioners/${id}`, {
      registrationNumber: other.registrationNumber.toLowerCase(),
    });
    expect(body).toMatchObject({ code: 'registration-number-taken' });
  });
});

it('has rules that the database keeps', async () => {
  const { id } = await aPractitioner(app, { registrationNumber: 'RAW 1' });
  const another = await aPractitioner(app);
  // A restricted deletion has a code of its own only since PostgreSQL 18.
  const deletion = app.db.query(`DELETE FROM "User" WHERE id = $1`, [id]);
  await expect(deletion).rejects.toMatchObject({ code: expect.stringMatching(/^(23001|23503)$/) });
  for (const [column, value, code] of [
    ['registrationNumber', 'raw-1', '23505'],
    ['registrationNumber', '--', '23514'],
    ['name', ' ', '23514'],
    ['site', ' ', '23514'],
    ['id', NOBODY, '23503'],
  ]) {
    const change = app.db.query(`UPDATE "Practitioner" SET "${column}" = $1 WHERE id = $2`, [value, another.id]);
    await expect(change).rejects.toMatchObject({ code });
  }
});
