import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import { aPatient } from '../support/factories.js';

const app = useApp();
const receptionist = () => app.as('RECEPTIONIST');

/** What every record of a request by the receptionist says of who, where and how it ended. */
const byReceptionist = {
  outcome: 'SUCCESS',
  source: 'HTTP',
  actorType: 'USER',
  actorEmail: 'receptionist@clinic.example',
  actorName: 'Receptionist Example',
  actorRoles: ['RECEPTIONIST'],
  entityType: 'Patient',
  sessionId: expect.any(String),
  requestId: expect.any(String),
  ip: '127.0.0.1',
  purposeOfUse: null,
};

const noState = { before: null, after: null, changedFields: [] };

describe('registering a patient', () => {
  const ana = {
    fullName: '  Ana Souza ',
    birthDate: '1984-03-09',
    sex: 'FEMALE',
    documentNumber: 'BR 123.456.789-09',
    phone: '+55 11 98765-4321',
    email: 'Ana.Souza@Mail.Example',
    address: 'Rua das Flores 12\nSão Paulo',
    restricted: false,
  };

  it('answers with the patient and leaves one record that holds all but the document number', async () => {
    const { body } = await receptionist().post('/api/patients', ana).expect(201);
    expect(body).toEqual({
      ...ana,
      fullName: 'Ana Souza',
      email: 'ana.souza@mail.example',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const { createdAt: _, updatedAt: __, ...fields } = body;
    const records = await app.recorded();
    expect(records).toMatchObject([
      {
        ...byReceptionist,
        action: 'CREATION',
        event: 'patient.created',
        entityId: body.id,
        entityLabel: 'Ana Souza',
        patientIds: [body.id],
        before: null,
        after: { ...fields, documentNumber: '[redacted]', deletedAt: null },
        changedFields: [],
        reason: null,
        method: 'POST',
        route: '/api/patients',
        path: '/api/patients',
      },
    ]);
    expect(JSON.stringify(records)).not.toContain('123.456.789-09');
  });

  it('asks for a name and a birth date only', async () => {
    const { body } = await receptionist()
      .post('/api/patients', { fullName: 'Bo', birthDate: '2020-02-29' })
      .expect(201);
    expect(body).toMatchObject({
      sex: 'UNKNOWN',
      documentNumber: null,
      phone: null,
      email: null,
      address: null,
      restricted: false,
    });
  });

  it('refuses a document number that another patient has, however it is written, and records the failure', async () => {
    await aPatient(app, { documentNumber: '987.654.321-00' });
    const { body, text } = await receptionist()
      .post('/api/patients', { fullName: 'Eve', birthDate: '1990-01-01', documentNumber: '98765432100' })
      .expect(409);
    expect(body).toMatchObject({ code: 'document-number-taken', errors: [{ field: 'documentNumber' }] });
    expect(text).not.toMatch(/Patient_|clinic_|P2002/);
    expect(await app.recorded()).toMatchObject([
      {
        action: 'CREATION',
        event: 'patient.created',
        outcome: 'FAILURE',
        entityType: 'Patient',
        entityId: null,
        details: { reason: 'document-number-taken' },
        statusCode: 409,
        ...noState,
      },
    ]);
  });

  it('lets one of twenty win who register the same document at the same moment', async () => {
    const body = { fullName: 'Twin', birthDate: '1990-01-01', documentNumber: 'TWIN-1' };
    const replies = await Promise.all(Array.from({ length: 20 }, () => receptionist().post('/api/patients', body)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await app.db.query(`SELECT FROM "Patient" WHERE "documentNumber" = 'TWIN-1'`)).toHaveLength(1);
    expect(await app.recorded({ outcome: 'SUCCESS' })).toHaveLength(1);
  });
});

describe('viewing a patient', () => {
  it('leaves one record that names him and holds no state', async () => {
    const patient = await aPatient(app);
    const { body } = await receptionist()
      .get(`/api/patients/${patient.id}`)
      .set('x-audit-reason', 'Appointment today')
      .set('x-purpose-of-use', 'TREATMENT')
      .expect(200);
    expect(body).toEqual(patient);
    expect(await app.recorded()).toMatchObject([
      {
        ...byReceptionist,
        ...noState,
        action: 'VIEW',
        event: 'patient.viewed',
        entityId: patient.id,
        entityLabel: 'Ana Souza',
        patientIds: [patient.id],
        reason: 'Appointment today',
        purposeOfUse: 'TREATMENT',
        details: null,
        route: '/api/patients/:id',
        path: `/api/patients/${patient.id}`,
        statusCode: 200,
      },
    ]);
  });

  it('is refused for an unknown id, which the record names', async () => {
    const id = randomUUID();
    expect((await receptionist().get(`/api/patients/${id}`).expect(404)).body).toMatchObject({ code: 'not-found' });
    expect(await app.recorded()).toMatchObject([
      {
        action: 'VIEW',
        event: 'patient.viewed',
        outcome: 'FAILURE',
        entityId: id,
        patientIds: [id],
        details: { reason: 'not-found' },
      },
    ]);
  });

  it('is refused for what is no id', async () => {
    await receptionist().get('/api/patients/1').expect(400);
    expect(await app.recorded()).toMatchObject([{ event: 'patient.viewed', outcome: 'FAILURE', entityId: '1' }]);
  });
});

describe('changing a patient', () => {
  it('leaves one record with the fields that changed and no others', async () => {
    const { id } = await aPatient(app, { phone: '11 1234-5678', email: 'ana@mail.example' });
    const { body } = await receptionist()
      .patch(`/api/patients/${id}`, { fullName: 'Ana Lima', phone: null, email: 'ANA@mail.example' })
      .set('x-audit-reason', 'Married')
      .expect(200);
    expect(body).toMatchObject({ fullName: 'Ana Lima', phone: null, email: 'ana@mail.example' });
    expect(await app.recorded()).toMatchObject([
      {
        ...byReceptionist,
        action: 'UPDATE',
        event: 'patient.updated',
        entityId: id,
        entityLabel: 'Ana Lima',
        patientIds: [id],
        before: { fullName: 'Ana Souza', phone: '11 1234-5678' },
        after: { fullName: 'Ana Lima', phone: null },
        changedFields: ['fullName', 'phone'],
        reason: 'Married',
        method: 'PATCH',
        route: '/api/patients/:id',
      },
    ]);
  });

  it('says that a document number changed and not to what', async () => {
    const { id } = await aPatient(app, { documentNumber: 'OLD-4711' });
    await receptionist().patch(`/api/patients/${id}`, { documentNumber: 'NEW-4712' }).expect(200);
    const records = await app.recorded();
    expect(records).toMatchObject([{ event: 'patient.updated', changedFields: ['documentNumber'] }]);
    expect(JSON.stringify(records)).not.toMatch(/471[12]/);
  });

  it('leaves one record of the act when nothing changes', async () => {
    const { id, createdAt: _, updatedAt: __, ...same } = await aPatient(app, { documentNumber: 'SAME-1' });
    await receptionist().patch(`/api/patients/${id}`, same).expect(200);
    expect(await app.recorded()).toMatchObject([
      {
        ...byReceptionist,
        ...noState,
        action: 'UPDATE',
        event: 'patient.updated',
        entityId: id,
        entityLabel: 'Ana Souza',
        patientIds: [id],
        statusCode: 200,
      },
    ]);
  });

  it('refuses the document number of another, and keeps what stood', async () => {
    await aPatient(app, { documentNumber: 'HERS-1' });
    const patient = await aPatient(app, { documentNumber: 'HIS-1' });
    const url = `/api/patients/${patient.id}`;
    await receptionist().patch(url, { fullName: 'Other', documentNumber: 'HERS1' }).expect(409);
    expect(await app.recorded()).toMatchObject([
      { event: 'patient.updated', outcome: 'FAILURE', entityId: patient.id, patientIds: [patient.id], ...noState },
    ]);
    expect((await receptionist().get(url).expect(200)).body).toEqual(patient);
  });

  it('chains fifty changes at the same moment without a gap', async () => {
    const { id } = await aPatient(app);
    const phones = Array.from({ length: 50 }, (_, index) => `11 5555-${1000 + index}`);
    await Promise.all(phones.map((phone) => receptionist().patch(`/api/patients/${id}`, { phone }).expect(200)));
    const records = await app.recorded();
    expect(records).toHaveLength(50);
    records.slice(1).forEach((record, index) => {
      expect(record.before!['phone']).toBe(records[index]!.after!['phone']);
    });
  });
});

describe('deleting a patient', () => {
  it('leaves one DELETION with its reason; the row stays', async () => {
    const { id } = await aPatient(app, { documentNumber: 'GONE-1' });
    const reply = await receptionist()
      .delete(`/api/patients/${id}`)
      .set('x-audit-reason', 'Registered twice')
      .expect(204);
    expect(reply.text).toBe('');
    expect(await app.recorded()).toMatchObject([
      {
        ...byReceptionist,
        action: 'DELETION',
        event: 'patient.deleted',
        entityId: id,
        entityLabel: 'Ana Souza',
        patientIds: [id],
        before: { deletedAt: null },
        after: { deletedAt: expect.any(String) },
        changedFields: ['deletedAt'],
        reason: 'Registered twice',
        method: 'DELETE',
      },
    ]);
    expect(await app.db.query('SELECT FROM "Patient" WHERE id = $1', [id])).toHaveLength(1);
  });

  it('takes him out of every route but his status, and frees his document number', async () => {
    const { id } = await aPatient(app, { fullName: 'Zeno Gone', documentNumber: 'FREE-1' });
    await receptionist().delete(`/api/patients/${id}`).expect(204);
    await receptionist().get(`/api/patients/${id}`).expect(404);
    await receptionist().patch(`/api/patients/${id}`, { fullName: 'X' }).expect(404);
    await receptionist().delete(`/api/patients/${id}`).expect(404);
    expect((await receptionist().get('/api/patients?search=zeno%20gone')).body).toMatchObject({ items: [], total: 0 });
    expect((await receptionist().get(`/api/patients/${id}/status`).expect(200)).body.status).toBe('DELETED');
    await aPatient(app, { documentNumber: 'FREE-1' });
  });
});

describe('the status of a patient', () => {
  it('shows little, and its record still says whose it was', async () => {
    const { id, updatedAt } = await aPatient(app);
    const { body } = await app.as('BILLING').get(`/api/patients/${id}/status`).expect(200);
    expect(body).toEqual({ id, status: 'ACTIVE', restricted: false, updatedAt });
    expect(await app.recorded()).toMatchObject([
      {
        ...noState,
        action: 'VIEW',
        event: 'patient.status-viewed',
        outcome: 'SUCCESS',
        actorRoles: ['BILLING'],
        entityId: id,
        entityLabel: 'Ana Souza',
        patientIds: [id],
        route: '/api/patients/:id/status',
      },
    ]);
  });
});

describe('whoever may not', () => {
  it.each([
    ['ADMIN', 'GET', '', 'VIEW', 'patient.viewed'],
    ['AUDITOR', 'GET', '', 'VIEW', 'patient.viewed'],
    ['ADMIN', 'GET', '/status', 'VIEW', 'patient.status-viewed'],
    ['BILLING', 'PATCH', '', 'UPDATE', 'patient.updated'],
    ['PHARMACIST', 'PATCH', '', 'UPDATE', 'patient.updated'],
    ['NURSE', 'DELETE', '', 'DELETION', 'patient.deleted'],
  ] as const)(
    '%s %s a patient%s is refused, and the record says whom it was about',
    async (role, method, path, action, event) => {
      const { id, ...patient } = await aPatient(app);
      const body = method === 'PATCH' ? { fullName: 'Changed' } : undefined;
      const reply = await app.as(role).request(method, `/api/patients/${id}${path}`, body).expect(403);
      expect(reply.body).toMatchObject({ code: 'role-required' });
      expect(reply.text).not.toContain(patient.fullName);
      expect(await app.recorded()).toMatchObject([
        {
          ...noState,
          action,
          event,
          outcome: 'DENIED',
          actorRoles: [role],
          entityId: id,
          details: { reason: 'role-required' },
        },
      ]);
      expect((await receptionist().get(`/api/patients/${id}`).expect(200)).body).toEqual({ id, ...patient });
    },
  );

  it.each(['ADMIN', 'AUDITOR'] as const)('%s sees no list either', async (role) => {
    await app.as(role).get('/api/patients').expect(403);
    expect(await app.recorded()).toMatchObject([{ event: 'patient.listed', outcome: 'DENIED', patientIds: [] }]);
  });
});
