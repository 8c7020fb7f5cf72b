import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';
import type { Client } from '../support/client.js';
import { aCamp, aConsultation, aPatient, aPractitioner, given } from '../support/factories.js';
import { aUser } from '../support/users.js';
import { overtaken } from '../support/overtaken.js';

const app = useApp();
const doctor = () => app.as('DOCTOR');
const nurse = () => app.as('NURSE');
const of = (patientId: string) => `/api/patients/${patientId}/consultations`;
const at = (id: string, step = '') => `/api/consultations/${id}${step}`;
const noState = { before: null, after: null, changedFields: [] };
const complaint = { chiefComplaint: 'Blurred vision', notes: 'Both eyes' };
/** The records of HTTP requests: what makes a practitioner's user comes from elsewhere. */
const recorded = () => app.recorded({ source: 'HTTP' });
const anAssignedDoctor = async (name = 'Dr. Paulo Reis') => {
  const { id: userId, email } = await aUser(app, { roles: ['DOCTOR'], name });
  const { id } = await aPractitioner(app, { userId, name });
  return { id, client: (await app.signIn(email)).client };
};
const aDoctor = async (name: string) => (await aPractitioner(app, { name })).id;

describe('opening a consultation', () => {
  it('leaves one record of who, where and with whom, by name', async () => {
    const [patient, camp, practitionerId] = [await aPatient(app), await aCamp(app), await aDoctor('Dr. Paulo Reis')];
    const wanted = { ...complaint, practitionerId, campId: camp.id };
    const { body } = await nurse().post(of(patient.id), wanted).expect(201);
    expect(body).toEqual({
      ...wanted,
      id: expect.any(String),
      patientId: patient.id,
      patientName: 'Ana Souza',
      practitionerName: 'Dr. Paulo Reis',
      campName: 'Eye camp',
      openedBy: { id: expect.any(String), name: 'Nurse Example' },
      status: 'OPEN',
      counsellingStatus: 'NOT_REQUIRED',
      closedAt: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(await recorded()).toMatchObject([
      {
        action: 'CREATION',
        event: 'consultation.opened',
        outcome: 'SUCCESS',
        actorRoles: ['NURSE'],
        entityType: 'Consultation',
        entityId: body.id,
        patientIds: [patient.id],
        before: null,
        after: { ...wanted, patientId: patient.id, openedById: body.openedBy.id, status: 'OPEN', closedAt: null },
        changedFields: [],
        details: {
          names: {
            [patient.id]: 'Ana Souza',
            [practitionerId]: 'Dr. Paulo Reis',
            [camp.id]: 'Eye camp',
            [body.openedBy.id]: 'Nurse Example',
          },
        },
      },
    ]);
  });

  it('needs neither a camp nor a doctor', async () => {
    const { id } = await aPatient(app);
    const { body } = await doctor().post(of(id), { chiefComplaint: ' Cough ' }).expect(201);
    expect(body).toMatchObject({ chiefComplaint: 'Cough', notes: null, practitionerName: null, campName: null });
  });

  it('refuses who is not there, and a camp that is over', async () => {
    const [patient, gone, left, camp] = [
      await aPatient(app),
      await aPatient(app),
      await aDoctor('Dr. Gone'),
      await aCamp(app),
    ];
    await given(app.as('RECEPTIONIST'), `/api/camps/${camp.id}/cancel`, { reason: 'Rain' }, 200);
    await app.as('RECEPTIONIST').delete(`/api/patients/${gone.id}`).expect(204);
    await app.as('ADMIN').post(`/api/users/${left}/deactivate`).expect(200);
    for (const [patientId, wrong, status, code] of [
      [randomUUID(), {}, 404, 'not-found'],
      [gone.id, {}, 404, 'not-found'],
      [patient.id, { practitionerId: randomUUID() }, 404, 'not-found'],
      [patient.id, { practitionerId: left }, 409, 'practitioner-inactive'],
      [patient.id, { campId: randomUUID() }, 404, 'not-found'],
      [patient.id, { campId: camp.id }, 409, 'camp-over'],
    ] as const) {
      const { body } = await doctor()
        .post(of(patientId), { ...complaint, ...wrong })
        .expect(status);
      expect(body.code).toBe(code);
    }
    const refused = await app.recorded({ event: 'consultation.opened' });
    expect(refused).toHaveLength(6);
    expect(refused.slice(-4)).toMatchObject(
      ['not-found', 'practitioner-inactive', 'not-found', 'camp-over'].map((reason) => ({
        ...noState,
        action: 'CREATION',
        outcome: 'FAILURE',
        patientIds: [patient.id],
        details: { reason },
      })),
    );
  });

  it.each([
    ['chiefComplaint', { chiefComplaint: ' ' }],
    ['notes', { notes: '' }],
    ['practitionerId', { practitionerId: 'paulo' }],
    ['status', { status: 'CLOSED' }],
  ])('refuses %s in %j', async (field, wrong) => {
    const { id } = await aPatient(app);
    const { body } = await doctor()
      .post(of(id), { ...complaint, ...wrong })
      .expect(400);
    expect(body).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
  });
});

describe('assigning a doctor', () => {
  it('says who it was and who it is, and whose consultation, by name', async () => {
    const [first, second] = [await aDoctor('Dr. Paulo Reis'), await aDoctor('Dra. Lia Prado')];
    const { id, patientId } = await aConsultation(app);
    await nurse().post(at(id, '/assign'), { practitionerId: first }).expect(200);
    const { body } = await nurse().post(at(id, '/assign'), { practitionerId: second }).expect(200);
    expect(body).toMatchObject({
      practitionerId: second,
      practitionerName: 'Dra. Lia Prado',
      patientName: 'Ana Souza',
    });
    const assigned = {
      action: 'UPDATE',
      event: 'consultation.assigned',
      outcome: 'SUCCESS',
      entityType: 'Consultation',
      entityId: id,
      patientIds: [patientId],
      changedFields: ['practitionerId'],
    };
    expect(await recorded()).toMatchObject([
      {
        ...assigned,
        before: { practitionerId: null },
        after: { practitionerId: first },
        details: { names: { [patientId]: 'Ana Souza', [first]: 'Dr. Paulo Reis' } },
      },
      {
        ...assigned,
        before: { practitionerId: first },
        after: { practitionerId: second },
        details: { names: { [patientId]: 'Ana Souza', [first]: 'Dr. Paulo Reis', [second]: 'Dra. Lia Prado' } },
      },
    ]);
  });

  it('refuses who does not treat here, and says of whom that was', async () => {
    const left = await aDoctor('Dr. Gone');
    await app.as('ADMIN').post(`/api/users/${left}/deactivate`).expect(200);
    const { id, patientId } = await aConsultation(app);
    const assign = (practitionerId: string) => doctor().post(at(id, '/assign'), { practitionerId });
    expect((await assign(left).expect(409)).body.code).toBe('practitioner-inactive');
    await assign(randomUUID()).expect(404);
    await assign('paulo').expect(400);
    const refused = await app.recorded({ event: 'consultation.assigned' });
    const failure = { ...noState, outcome: 'FAILURE', entityId: id };
    expect(refused).toMatchObject([
      { ...failure, patientIds: [patientId], details: { reason: 'practitioner-inactive' } },
      { ...failure, patientIds: [patientId], details: { reason: 'not-found' } },
      { ...failure, details: { reason: 'validation-failed' } },
    ]);
  });
});

it('is changed by one record with the fields that changed and no others', async () => {
  const { id, patientId } = await aConsultation(app, complaint);
  const changes = { chiefComplaint: complaint.chiefComplaint, notes: 'Left eye only' };
  expect((await nurse().patch(at(id), changes).expect(200)).body).toMatchObject(changes);
  expect((await nurse().patch(at(id), { notes: null }).expect(200)).body.notes).toBeNull();
  const updated = { action: 'UPDATE', event: 'consultation.updated', entityId: id, patientIds: [patientId] };
  expect(await recorded()).toMatchObject([
    { ...updated, changedFields: ['notes'], before: { notes: 'Both eyes' }, after: changes },
    { ...updated, changedFields: ['notes'], before: { notes: 'Left eye only' }, after: { notes: null } },
  ]);
  await nurse().patch(at(id), {}).expect(400);
  await nurse().patch(at(id), { chiefComplaint: null }).expect(400);
  await nurse().patch(at(id), { practitionerId: randomUUID() }).expect(400);
  await nurse().patch(at(randomUUID()), { notes: 'Whose?' }).expect(404);
});

describe('closing', () => {
  it('leaves one record, and is final', async () => {
    const { id: practitionerId, client: assigned } = await anAssignedDoctor();
    const { id, patientId } = await aConsultation(app, { practitionerId });
    const { body } = await assigned.post(at(id, '/close')).expect(200);
    expect(body).toMatchObject({ status: 'CLOSED', closedAt: expect.any(String) });
    for (const request of [
      doctor().post(at(id, '/close')),
      doctor().post(at(id, '/assign'), { practitionerId }),
      doctor().patch(at(id), { notes: 'Too late' }),
    ]) {
      const reply = await request.expect(409);
      expect(reply.body).toMatchObject({ code: 'illegal-step', detail: expect.stringContaining('final') });
    }
    const refused = { ...noState, outcome: 'FAILURE', entityId: id, patientIds: [patientId] };
    expect(await recorded()).toMatchObject([
      {
        action: 'UPDATE',
        event: 'consultation.closed',
        outcome: 'SUCCESS',
        entityId: id,
        patientIds: [patientId],
        changedFields: ['closedAt', 'status'],
        before: { status: 'OPEN', closedAt: null },
        after: { status: 'CLOSED' },
        details: { names: { [patientId]: 'Ana Souza', [practitionerId]: 'Dr. Paulo Reis' } },
      },
      { ...refused, event: 'consultation.closed', details: { reason: 'illegal-step' } },
      { ...refused, event: 'consultation.assigned', details: { reason: 'illegal-step' } },
      { ...refused, event: 'consultation.updated', details: { reason: 'illegal-step' } },
    ]);
  });

  it('needs a doctor who was assigned', async () => {
    const { id, patientId } = await aConsultation(app);
    expect((await doctor().post(at(id, '/close')).expect(409)).body.code).toBe('nobody-assigned');
    expect(await recorded()).toMatchObject([
      {
        event: 'consultation.closed',
        outcome: 'FAILURE',
        patientIds: [patientId],
        details: { reason: 'nobody-assigned' },
      },
    ]);
  });

  it('is done once by five who close at the same moment', async () => {
    const { id: practitionerId, client: assigned } = await anAssignedDoctor();
    const { id } = await aConsultation(app, { practitionerId });
    const replies = await Promise.all(Array.from({ length: 5 }, () => assigned.post(at(id, '/close'))));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'illegal-step')).toHaveLength(4);
    expect(await app.recorded({ entityId: id, outcome: 'SUCCESS' })).toHaveLength(1);
  });
});

describe('an assigned consultation', () => {
  it('is changed and closed by its doctor alone, until another one takes it over', async () => {
    const [own, other] = [await anAssignedDoctor(), await anAssignedDoctor('Dra. Lia Prado')];
    const consultation = await aConsultation(app, { practitionerId: own.id });
    const { id, patientId } = consultation;
    const both = (who: Client) => [who.patch(at(id), { notes: 'Not mine' }), who.post(at(id, '/close'))];
    for (const request of [...both(other.client), nurse().patch(at(id), { notes: 'Not mine' })]) {
      const { body } = await request.expect(403);
      expect(body).toMatchObject({
        code: 'not-the-assigned-doctor',
        detail: expect.stringContaining('Dr. Paulo Reis'),
      });
    }
    await own.client.patch(at(id), { notes: 'Mine' }).expect(200);
    await other.client.post(at(id, '/assign'), { practitionerId: other.id }).expect(200);
    for (const request of both(own.client)) await request.expect(403);
    for (const request of both(other.client)) await request.expect(200);
    const records = await recorded();
    expect(records.map(({ event, outcome }) => `${outcome} ${event.split('.')[1]}`)).toEqual([
      'DENIED updated',
      'DENIED closed',
      'DENIED updated',
      'SUCCESS updated',
      'SUCCESS assigned',
      'DENIED updated',
      'DENIED closed',
      'SUCCESS updated',
      'SUCCESS closed',
    ]);
    for (const denied of records.filter(({ outcome }) => outcome === 'DENIED')) {
      expect(denied).toMatchObject({
        ...noState,
        action: 'UPDATE',
        entityType: 'Consultation',
        entityId: id,
        entityLabel: labelOf(consultation),
        patientIds: [patientId],
        statusCode: 403,
        details: { reason: 'not-the-assigned-doctor' },
      });
    }
  });

  it('is open to an administrator who treats, and as long as nobody is assigned to whoever does', async () => {
    const { email } = await aUser(app, { roles: ['ADMIN', 'DOCTOR'] });
    const { client } = await app.signIn(email);
    const { id } = await aConsultation(app, { practitionerId: await aDoctor('Dr. Paulo Reis') });
    await client.patch(at(id), { notes: 'In his absence' }).expect(200);
    await client.post(at(id, '/close')).expect(200);
    const unassigned = await aConsultation(app);
    await nurse().patch(at(unassigned.id), { notes: 'Measured' }).expect(200);
  });

  it('is not changed by whoever it is taken from at the same moment', async () => {
    const [own, other] = [await anAssignedDoctor(), await anAssignedDoctor('Dra. Lia Prado')];
    const { id } = await aConsultation(app, { practitionerId: own.id });
    const take = 'UPDATE "Consultation" SET "practitionerId" = $2 WHERE id = $1';
    const late = await overtaken(own.client.post(at(id, '/close')), app, take, [id, other.id]);
    expect(late).toMatchObject({ status: 403, body: { code: 'not-the-assigned-doctor' } });
    expect((await nurse().get(at(id))).body).toMatchObject({ status: 'OPEN', practitionerId: other.id });
  });
});

describe('reading', () => {
  it('leaves records that name the patient and hold no contents', async () => {
    const { id: patientId } = await aPatient(app);
    const first = await aConsultation(app, { patientId });
    const { id: practitionerId, client: assigned } = await anAssignedDoctor();
    const second = await aConsultation(app, { patientId, practitionerId });
    await aConsultation(app);
    await given(nurse(), at(first.id, '/counselling'), { status: 'PENDING' }, 200);
    await given(assigned, at(second.id, '/close'), undefined, 200);
    expect((await nurse().get(at(first.id)).expect(200)).body).toMatchObject({ id: first.id, ...complaintOf(first) });
    const ids = async (query = '') => {
      const { body } = await nurse()
        .get(of(patientId) + query)
        .expect(200);
      return [body.total, ...(body.items as { id: string }[]).map(({ id }) => id)];
    };
    expect(await ids()).toEqual([2, second.id, first.id]);
    expect(await ids('?sort=createdAt&limit=1')).toEqual([2, first.id]);
    expect(await ids('?page=2&limit=1')).toEqual([2, first.id]);
    expect(await ids('?status=CLOSED')).toEqual([1, second.id]);
    expect(await ids('?counsellingStatus=PENDING')).toEqual([1, first.id]);
    expect(await ids(`?practitionerId=${practitionerId}`)).toEqual([1, second.id]);
    const view = {
      ...noState,
      action: 'VIEW',
      outcome: 'SUCCESS',
      entityType: 'Consultation',
      patientIds: [patientId],
    };
    const listed = { ...view, event: 'consultation.listed', entityId: null };
    expect(await recorded()).toMatchObject([
      { ...view, event: 'consultation.viewed', entityId: first.id, entityLabel: labelOf(first) },
      ...Array.from({ length: 3 }, () => listed),
      { ...listed, details: { query: { status: 'CLOSED' } } },
      listed,
      listed,
    ]);
    await nurse()
      .get(`${of(patientId)}?sort=notes`)
      .expect(400);
    await nurse().get(of(randomUUID())).expect(404);
    await nurse().get(at(randomUUID())).expect(404);
  });

  it('is for those who treat; only doctors close', async () => {
    const { id, patientId } = await aConsultation(app);
    for (const role of ['RECEPTIONIST', 'PHARMACIST', 'BILLING', 'ADMIN', 'AUDITOR'] as const) {
      await app.as(role).get(at(id)).expect(403);
      await app.as(role).get(of(patientId)).expect(403);
      await app.as(role).post(of(patientId), complaint).expect(403);
      await app.as(role).post(at(id, '/counselling'), { status: 'PENDING' }).expect(403);
    }
    await nurse().post(at(id, '/close')).expect(403);
    expect(await app.recorded({ outcome: 'DENIED' })).toHaveLength(21);
  });

  it('asks for a reason where the patient is restricted', async () => {
    const { id: patientId } = await aPatient(app, { restricted: true });
    const { id } = await aConsultation(app, { patientId });
    const { id: practitionerId, client: assigned } = await anAssignedDoctor();
    const requests = [
      ['viewed', 'GET', at(id), undefined],
      ['listed', 'GET', of(patientId), undefined],
      ['opened', 'POST', of(patientId), complaint],
      ['updated', 'PATCH', at(id), { notes: 'Calm' }],
      ['assigned', 'POST', at(id, '/assign'), { practitionerId }],
      ['counselling-updated', 'POST', at(id, '/counselling'), { status: 'PENDING' }],
      ['closed', 'POST', at(id, '/close'), undefined],
    ] as const;
    for (const [, method, path, body] of requests) {
      const reply = await assigned.request(method, path, body).expect(403);
      expect(reply.body.code).toBe('reason-required');
    }
    for (const [, method, path, body] of requests) {
      const { status } = await assigned.request(method, path, body).set('x-audit-reason', 'Round of the ward');
      expect([200, 201]).toContain(status);
    }
    const records = (await recorded()).filter(({ event }) => event.startsWith('consultation.'));
    expect(records).toMatchObject([
      ...requests.map(([act]) => ({ ...noState, event: `consultation.${act}`, outcome: 'DENIED' })),
      ...requests.map(([act]) => ({ event: `consultation.${act}`, outcome: 'SUCCESS', reason: 'Round of the ward' })),
    ]);
    expect(records.every(({ patientIds }) => patientIds.length === 1 && patientIds[0] === patientId)).toBe(true);
  });
});

describe('the database', () => {
  const set = (id: string, change: string) => app.db.query(`UPDATE "Consultation" SET ${change} WHERE id = $1`, [id]);
  const closed = `status = 'CLOSED', "closedAt" = now()`;

  it.each([
    [`"chiefComplaint" = ' '`, 'Consultation_complaint_is_given'],
    [`notes = ''`, 'Consultation_notes_say_something'],
    [`status = 'CLOSED'`, 'Consultation_closed'],
    [closed, 'Consultation_closed_was_assigned'],
    [`"closedAt" = now()`, 'Consultation_closed_has_a_time'],
    [`"openedById" = (SELECT id FROM "User" WHERE email = 'nurse@clinic.example')`, 'keeps its patient'],
  ])('refuses %s itself', async (change, words) => {
    const { id } = await aConsultation(app);
    await expect(set(id, change)).rejects.toThrow(words);
  });

  it('keeps what is closed, and whose it is', async () => {
    const { id } = await aConsultation(app, { practitionerId: await aDoctor('Dr. Paulo Reis') });
    await expect(set(id, `"patientId" = '${(await aPatient(app)).id}'`)).rejects.toThrow('keeps its patient');
    await expect(set(id, `"campId" = '${(await aCamp(app)).id}'`)).rejects.toThrow('its camp');
    await set(id, closed);
    await expect(set(id, `status = 'OPEN', "closedAt" = NULL`)).rejects.toThrow('final');
    await expect(set(id, `notes = 'Forged'`)).rejects.toThrow('final');
    await expect(set(id, `"practitionerId" = NULL`)).rejects.toThrow('final');
  });

  it('begins a consultation as OPEN, and at no camp that is over', async () => {
    const { id } = await aConsultation(app);
    const copy = (values: string) =>
      app.db.query(
        `INSERT INTO "Consultation" ("patientId", "openedById", "chiefComplaint", "updatedAt", "counsellingStatus", "campId")
         SELECT "patientId", "openedById", "chiefComplaint", now(), ${values} FROM "Consultation" WHERE id = $1`,
        [id],
      );
    await expect(copy(`'PENDING', NULL`)).rejects.toThrow('begins as OPEN');
    const camp = await aCamp(app);
    await copy(`'NOT_REQUIRED', '${camp.id}'`);
    await app.db.query(`UPDATE "Camp" SET status = 'FINISHED' WHERE id = $1`, [camp.id]);
    await expect(copy(`'NOT_REQUIRED', '${camp.id}'`)).rejects.toThrow('camp that is PLANNED');
  });
});

function complaintOf({ chiefComplaint, notes }: { chiefComplaint: string; notes: string | null }) {
  return { chiefComplaint, notes };
}

const labelOf = ({ createdAt }: { createdAt: string }) => `Ana Souza, ${createdAt.slice(0, 16).replace('T', ' ')} UTC`;
