import { useApp } from '../support/app.js';
import { aPatient } from '../support/factories.js';

const app = useApp();
const receptionist = () => app.as('RECEPTIONIST');
const ana = { fullName: 'Ana Souza', birthDate: '1984-03-09' };
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const tomorrow = () => dayIn(1);

describe('the API', () => {
  it('keeps nothing of a refused body in the record', async () => {
    await receptionist()
      .post('/api/patients', { ...ana, phone: 'canary-4711' })
      .expect(400);
    const records = await app.recorded();
    expect(records).toMatchObject([
      {
        action: 'CREATION',
        event: 'patient.created',
        outcome: 'FAILURE',
        entityId: null,
        patientIds: [],
        before: null,
        after: null,
        details: { reason: 'validation-failed' },
        statusCode: 400,
      },
    ]);
    expect(JSON.stringify(records)).not.toMatch(/Ana|canary/);
  });

  it.each([
    ['fullName', undefined],
    ['fullName', null],
    ['fullName', '   '],
    ['fullName', '123'],
    ['fullName', 'Ana\nSouza'],
    ['fullName', 'Ana\u0000'],
    ['fullName', 'a'.repeat(201)],
    ['fullName', ['Ana']],
    ['birthDate', undefined],
    ['birthDate', null],
    ['birthDate', '09/03/1984'],
    ['birthDate', '2023-02-29'],
    ['birthDate', '1899-12-31'],
    ['birthDate', '1984-03-09T00:00:00Z'],
    ['birthDate', 1984],
    ['birthDate', tomorrow()],
    ['sex', 'female'],
    ['sex', null],
    ['documentNumber', ''],
    ['documentNumber', '---'],
    ['documentNumber', 123],
    ['documentNumber', 'x'.repeat(41)],
    ['phone', ''],
    ['phone', '12345'],
    ['phone', '1234567890123456'],
    ['phone', 'call me'],
    ['phone', '+55 11 9876x4321'],
    ['email', ''],
    ['email', 'ana'],
    ['email', 'ana@'],
    ['address', ' '],
    ['address', 'a'.repeat(501)],
    ['restricted', 'yes'],
    ['restricted', null],
    ['id', '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60'],
    ['deletedAt', null],
    ['createdAt', '2020-01-01T00:00:00Z'],
  ])('refuses %s: %j and says so', async (field, value) => {
    const { body } = await receptionist()
      .post('/api/patients', { ...ana, [field]: value })
      .expect(400);
    if (body.code !== 'malformed-body') {
      expect(body).toMatchObject({
        code: 'validation-failed',
        errors: [{ field, message: expect.stringContaining(field) }],
      });
    }
  });

  it.each([
    ["O'Brien-Ñandú, João (Jr.)", 'fullName'],
    ['李小龙', 'fullName'],
    ['+1 (555) 010-9999', 'phone'],
    ['0412 345 678', 'phone'],
    ['AB 12/345-6.7', 'documentNumber'],
    ['1900-01-01', 'birthDate'],
    ['Line one\nLine two', 'address'],
  ])('takes %j as %s', async (value, field) => {
    const { body } = await receptionist()
      .post('/api/patients', { ...ana, [field]: value })
      .expect(201);
    expect(body[field]).toBe(value);
  });

  it.each([
    [{}],
    [undefined],
    [[]],
    [{ fullName: null }],
    [{ restricted: null }],
    [{ birthDate: null }],
    [{ nickname: 'A' }],
  ])('changes nothing by %j', async (body) => {
    const patient = await aPatient(app);
    await receptionist().patch(`/api/patients/${patient.id}`, body).expect(400);
    expect(await app.recorded()).toMatchObject([
      { event: 'patient.updated', outcome: 'FAILURE', entityId: patient.id, details: { reason: 'validation-failed' } },
    ]);
    expect((await receptionist().get(`/api/patients/${patient.id}`)).body).toEqual(patient);
  });

  it('changes what is named and leaves the defaults alone', async () => {
    const { id, ...patient } = await aPatient(app, { sex: 'MALE', address: 'Here' });
    const { body } = await receptionist().patch(`/api/patients/${id}`, { address: null }).expect(200);
    expect(body).toEqual({ id, ...patient, address: null, updatedAt: expect.any(String) });
  });
});

describe('the database', () => {
  const insert = (values: Record<string, unknown>) => {
    const row: Record<string, unknown> = { ...ana, updatedAt: new Date(), ...values };
    const columns = Object.keys(row).map((column) => `"${column}"`);
    const places = columns.map((_, index) => `$${index + 1}`);
    return app.db.query(
      `INSERT INTO "Patient" (${columns.join(', ')}) VALUES (${places.join(', ')})`,
      Object.values(row),
    );
  };

  it.each([
    [{ fullName: '' }, 'Patient_fullName_is_given'],
    [{ fullName: ' Ana ' }, 'Patient_fullName_is_given'],
    // Tomorrow here is today elsewhere.
    [{ birthDate: dayIn(2) }, 'Patient_birthDate_is_past'],
    [{ birthDate: '1899-12-31' }, 'Patient_birthDate_is_past'],
    [{ documentNumber: '' }, 'Patient_documentNumber_is_given'],
    [{ documentNumber: '---' }, 'Patient_documentNumber_is_given'],
    [{ phone: 'none' }, 'Patient_phone_is_given'],
    [{ email: 'Ana@mail.example' }, 'Patient_email_lower_case'],
    [{ email: '' }, 'Patient_email_lower_case'],
    [{ address: ' ' }, 'Patient_address_is_given'],
  ])('refuses %j itself', async (values, constraint) => {
    await expect(insert(values)).rejects.toThrow(constraint);
  });

  it('refuses a second patient with the document, unless the first was deleted', async () => {
    await insert({ documentNumber: 'DB-1', deletedAt: new Date() });
    await insert({ documentNumber: 'DB-1' });
    await expect(insert({ documentNumber: 'db 1' })).rejects.toThrow('Patient_documentNumber_key');
  });
});
