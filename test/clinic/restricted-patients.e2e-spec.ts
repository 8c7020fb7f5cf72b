import { useApp } from '../support/app.js';
import { aPatient } from '../support/factories.js';
import { overtaken } from '../support/overtaken.js';

const app = useApp();
const doctor = () => app.as('DOCTOR');
const known = {
  fullName: 'Íris Maria Nóbrega',
  birthDate: '1971-12-24',
  sex: 'FEMALE',
  phone: '+61 412 345 678',
  email: 'iris@mail.example',
  address: 'Secret Lane 5',
} as const;
const SECRETS = /Nóbrega|1971|FEMALE|412 345|iris@|Secret Lane|IRIS-/;

describe('a restricted patient', () => {
  it.each([
    ['GET', '', 'VIEW', 'patient.viewed'],
    ['GET', '/status', 'VIEW', 'patient.status-viewed'],
    ['PATCH', '', 'UPDATE', 'patient.updated'],
    ['DELETE', '', 'DELETION', 'patient.deleted'],
  ] as const)('does not open to %s …%s without a reason', async (method, path, action, event) => {
    const { id } = await aPatient(app, { ...known, restricted: true });
    const body = method === 'PATCH' ? { fullName: 'Changed' } : undefined;
    const reply = await doctor().request(method, `/api/patients/${id}${path}`, body).set('x-audit-reason', '  ');
    expect(reply).toMatchObject({ status: 403, body: { code: 'reason-required' } });
    expect(reply.text).not.toMatch(SECRETS);
    expect(await app.recorded()).toMatchObject([
      {
        action,
        event,
        outcome: 'DENIED',
        entityId: id,
        patientIds: [id],
        reason: null,
        details: { reason: 'reason-required' },
        before: null,
        after: null,
      },
    ]);
    expect(await app.db.query('SELECT "fullName", "deletedAt" FROM "Patient" WHERE id = $1', [id])).toEqual([
      { fullName: known.fullName, deletedAt: null },
    ]);
  });

  it('opens with a reason, as a break-glass', async () => {
    const patient = await aPatient(app, { ...known, restricted: true });
    const { body } = await doctor()
      .get(`/api/patients/${patient.id}`)
      .set('x-audit-reason', 'Emergency admission')
      .expect(200);
    expect(body).toEqual(patient);
    expect(await app.recorded()).toMatchObject([
      {
        action: 'VIEW',
        event: 'patient.break-glass',
        outcome: 'SUCCESS',
        actorRoles: ['DOCTOR'],
        entityId: patient.id,
        entityLabel: known.fullName,
        patientIds: [patient.id],
        reason: 'Emergency admission',
        before: null,
        after: null,
      },
    ]);
  });

  it.each([
    ['GET', '', 'patient.viewed'],
    ['DELETE', '', 'patient.deleted'],
    ['GET', '/vitals', 'vitals.viewed'],
  ] as const)('does not open to %s …%s for a reason that says nothing', async (method, path, event) => {
    const { id } = await aPatient(app, { ...known, restricted: true });
    const reply = await doctor().request(method, `/api/patients/${id}${path}`).set('x-audit-reason', '.');
    expect(reply).toMatchObject({ status: 400, body: { code: 'reason-too-vague' } });
    expect(reply.text).not.toMatch(SECRETS);
    expect(await app.recorded()).toMatchObject([
      {
        event,
        outcome: 'DENIED',
        patientIds: [id],
        reason: '.',
        details: { reason: 'reason-too-vague' },
        before: null,
        after: null,
      },
    ]);
  });

  it('takes any reason where none is needed', async () => {
    const { id } = await aPatient(app, known);
    await doctor().get(`/api/patients/${id}`).set('x-audit-reason', '.').expect(200);
    expect(await app.recorded()).toMatchObject([{ event: 'patient.viewed', outcome: 'SUCCESS', reason: '.' }]);
  });

  it.each([
    ['PATCH', '', { phone: '11 1111-1111' }, 'UPDATE', 'patient.updated', ['phone']],
    ['PATCH', '', { restricted: false }, 'UPDATE', 'patient.updated', ['restricted']],
    ['PATCH', '', { restricted: true }, 'UPDATE', 'patient.updated', []],
    ['GET', '/status', undefined, 'VIEW', 'patient.break-glass', []],
    ['DELETE', '', undefined, 'DELETION', 'patient.deleted', ['deletedAt']],
  ] as const)(
    'takes %s%s %j with a reason, as one marked record',
    async (...[method, path, body, action, event, fields]) => {
      const { id } = await aPatient(app, { ...known, restricted: true });
      const reply = await doctor()
        .request(method, `/api/patients/${id}${path}`, body)
        .set('x-audit-reason', 'Court order 12');
      expect(reply.status).toBe(method === 'DELETE' ? 204 : 200);
      expect(await app.recorded()).toMatchObject([
        {
          action,
          event,
          outcome: 'SUCCESS',
          entityId: id,
          entityLabel: known.fullName,
          patientIds: [id],
          changedFields: fields,
          reason: 'Court order 12',
          details: { breakGlass: true },
        },
      ]);
    },
  );

  it('marks what hangs on it too, where the act keeps its own event', async () => {
    const { id } = await aPatient(app, { ...known, restricted: true });
    const why = { patientIds: [id], reason: 'Emergency admission', details: { breakGlass: true } };
    const taken = doctor().post(`/api/patients/${id}/vitals`, { pulse: 72 });
    await taken.set('x-audit-reason', 'Emergency admission').expect(201);
    await doctor().get(`/api/patients/${id}/vitals`).set('x-audit-reason', 'Emergency admission').expect(200);
    expect(await app.recorded()).toMatchObject([
      { event: 'vitals.recorded', ...why },
      { event: 'vitals.viewed', ...why },
    ]);
    const { body } = await app.as('AUDITOR').get(`/api/audit-logs?q=breakGlass&patientId=${id}`).expect(200);
    expect(body.total).toBe(2);
    const report = await app.as('AUDITOR').get(`/api/patients/${id}/access-report`).expect(200);
    expect(report.body.items.filter((day: { breakGlass: boolean }) => day.breakGlass)).toHaveLength(1);
  });

  it('still needs a role that may', async () => {
    const { id } = await aPatient(app, { ...known, restricted: true });
    const reply = await app.as('ADMIN').get(`/api/patients/${id}`).set('x-audit-reason', 'I am curious').expect(403);
    expect(reply.body).toMatchObject({ code: 'role-required' });
  });

  it('becomes restricted by a change, and asks from then on', async () => {
    const { id } = await aPatient(app, known);
    await doctor().patch(`/api/patients/${id}`, { restricted: true }).expect(200);
    await doctor().get(`/api/patients/${id}`).expect(403);
    expect((await app.recorded()).map(({ event }) => event)).toEqual(['patient.updated', 'patient.viewed']);
  });
});

describe('a break-glass', () => {
  it('that cannot be recorded shows nothing and changes nothing', async () => {
    const { id } = await aPatient(app, { ...known, restricted: true });
    const request = (method: 'GET' | 'PATCH', body?: object) =>
      doctor().request(method, `/api/patients/${id}`, body).set('x-audit-reason', 'Emergency admission');
    await app.db.query(
      `ALTER TABLE audit_log ADD CONSTRAINT no_room CHECK (details @> '{"breakGlass": true}' IS NOT TRUE) NOT VALID`,
    );
    try {
      for (const reply of [await request('GET'), await request('PATCH', { phone: '11 1111-1111' })]) {
        expect(reply).toMatchObject({ status: 503, body: { code: 'audit-unavailable' } });
        expect(reply.headers.get('retry-after')).toBe('5');
        expect(reply.text).not.toMatch(SECRETS);
      }
    } finally {
      await app.db.query('ALTER TABLE audit_log DROP CONSTRAINT no_room');
    }
    expect((await request('GET').expect(200)).body).toMatchObject({ phone: known.phone });
  });

  it('is needed at once: a patient who becomes restricted while he is changed is not changed', async () => {
    const { id } = await aPatient(app, known);
    const restrict = 'UPDATE "Patient" SET restricted = true WHERE id = $1';
    const change = doctor().patch(`/api/patients/${id}`, { phone: '11 1111-1111' });
    const late = await overtaken(change, app, restrict, [id]);
    expect(late).toMatchObject({ status: 409, body: { code: 'concurrent-change' } });
    expect(await app.db.query('SELECT phone FROM "Patient" WHERE id = $1', [id])).toEqual([{ phone: known.phone }]);
  });
});

describe('a list with a restricted patient', () => {
  it('shows initials and nothing more, and its record still names him', async () => {
    const open = await aPatient(app, { fullName: 'Zoe Masked' });
    const hidden = await aPatient(app, { ...known, fullName: 'Ana Q. Masked', restricted: true });
    const { body } = await doctor().get('/api/patients?search=masked').expect(200);
    expect(body.items).toEqual([
      open,
      {
        id: hidden.id,
        fullName: 'A. Q. M.',
        birthDate: null,
        sex: null,
        documentNumber: null,
        phone: null,
        email: null,
        address: null,
        restricted: true,
        createdAt: hidden.createdAt,
        updatedAt: hidden.updatedAt,
      },
    ]);
    expect(await app.recorded()).toMatchObject([
      { action: 'VIEW', event: 'patient.searched', patientIds: [open.id, hidden.id].sort(), reason: null },
    ]);
  });

  it('finds him by name or by the whole document, never by a part of what is masked', async () => {
    await app.db.query(`UPDATE "Patient" SET "deletedAt" = now() WHERE "deletedAt" IS NULL`);
    const { id } = await aPatient(app, {
      ...known,
      fullName: 'Quill Ostler',
      documentNumber: 'IRIS-99-88',
      restricted: true,
    });
    const ids = async (search: string) => {
      const { body, text } = await doctor()
        .get(`/api/patients?search=${encodeURIComponent(search)}`)
        .expect(200);
      expect(text).not.toMatch(SECRETS);
      return (body.items as { id: string }[]).map((item) => item.id);
    };
    expect(await ids('QUILL')).toEqual([id]);
    expect(await ids('iris9988')).toEqual([id]);
    for (const part of ['iris-99', '9988', '412345', '+61412345678', '1971-12-24', '24/12/1971']) {
      expect([part, (await ids(part)).includes(id)]).toEqual([part, false]);
    }
  });

  it('sorts restricted patients after the others, whatever is masked', async () => {
    const [young, secret, old] = [
      await aPatient(app, { fullName: 'Sorter Young', birthDate: '2001-01-01' }),
      await aPatient(app, { fullName: 'Sorter Secret', birthDate: '1980-01-01', restricted: true }),
      await aPatient(app, { fullName: 'Sorter Old', birthDate: '1950-01-01' }),
    ].map(({ id }) => id);
    for (const [sort, expected] of [
      ['fullName', [old, young, secret]],
      ['-fullName', [young, old, secret]],
      ['birthDate', [old, young, secret]],
      ['-birthDate', [young, old, secret]],
      ['createdAt', [young, secret, old]],
      ['-createdAt', [old, secret, young]],
    ] as const) {
      const { body } = await doctor().get(`/api/patients?search=sorter&sort=${sort}`).expect(200);
      expect([sort, (body.items as { id: string }[]).map(({ id }) => id)]).toEqual([sort, expected]);
    }
  });
});
