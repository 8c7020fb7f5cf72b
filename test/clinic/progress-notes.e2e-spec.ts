import { randomUUID } from 'node:crypto';
import type { ProgressNoteDto } from '../../src/clinic/progress-notes/progress-note.dto.js';
import { type RecordRow, useApp } from '../support/app.js';
import { aPatient, given } from '../support/factories.js';
import { aUser } from '../support/users.js';

const app = useApp();
const doctor = () => app.as('DOCTOR');
const of = (patientId: string) => `/api/patients/${patientId}/progress-notes`;
const note = { title: 'Second session', text: 'Sleeps better.\nContinue.' };
const aNote = (patientId: string, wanted: object = {}) =>
  given<ProgressNoteDto>(doctor(), of(patientId), { ...note, ...wanted });
const noState = { before: null, after: null, changedFields: [] };

it('is written by its author and leaves one record of the patient, names resolved', async () => {
  const { id: patientId } = await aPatient(app);
  const { body } = await doctor().post(of(patientId), note).expect(201);
  expect(body).toMatchObject({ ...note, patientId, version: 1, author: { name: 'Doctor Example' } });
  expect(await app.recorded()).toMatchObject([
    {
      action: 'CREATION',
      event: 'progress-note.written',
      outcome: 'SUCCESS',
      entityType: 'ProgressNote',
      entityId: body.id,
      entityLabel: note.title,
      patientIds: [patientId],
      before: null,
      after: { ...note, patientId, authorId: body.author.id, version: 1 },
      details: { names: { [patientId]: 'Ana Souza', [body.author.id]: 'Doctor Example' } },
      route: '/api/patients/:patientId/progress-notes',
    },
  ]);
});

it('is viewed by one record that names the patient and holds no text', async () => {
  const { id: patientId } = await aPatient(app);
  const written = await aNote(patientId);
  expect((await app.as('NURSE').get(`/api/progress-notes/${written.id}`).expect(200)).body).toEqual(written);
  expect(await app.recorded()).toMatchObject([
    {
      ...noState,
      action: 'VIEW',
      event: 'progress-note.viewed',
      entityId: written.id,
      entityLabel: note.title,
      patientIds: [patientId],
      actorRoles: ['NURSE'],
    },
  ]);
});

it('is listed by its title, the latest first', async () => {
  const { id } = await aPatient(app);
  const { text: _, ...first } = await aNote(id, { title: 'First' });
  const { text: __, ...second } = await aNote(id, { title: 'Second' });
  const { body } = await doctor().get(of(id)).expect(200);
  expect(body).toEqual({ items: [second, first], page: 1, limit: 50, total: 2 });
  expect(await app.recorded()).toMatchObject([
    { ...noState, action: 'VIEW', event: 'progress-note.listed', entityId: null, patientIds: [id] },
  ]);
  const titles = async (query: string) =>
    (
      (
        await doctor()
          .get(`${of(id)}?${query}`)
          .expect(200)
      ).body.items as ProgressNoteDto[]
    ).map(({ title }) => title);
  expect(await titles('sort=createdAt&limit=1')).toEqual(['First']);
  expect(await titles(`authorId=${first.author.id}`)).toEqual(['Second', 'First']);
  expect(await titles(`authorId=${randomUUID()}`)).toEqual([]);
});

describe('an edit', () => {
  it('leaves the earlier text in the record, and every earlier version stays readable there', async () => {
    const { id: patientId } = await aPatient(app);
    const { id } = await aNote(patientId);
    await doctor().patch(`/api/progress-notes/${id}`, { text: 'Version two', version: 1 }).expect(200);
    const { body } = await doctor()
      .patch(`/api/progress-notes/${id}`, { text: 'Version three', title: note.title, version: 2 })
      .expect(200);
    expect(body).toMatchObject({ id, title: note.title, text: 'Version three', version: 3 });
    const edit = { action: 'UPDATE', event: 'progress-note.edited', entityId: id, patientIds: [patientId] };
    const changedFields = ['text', 'version'];
    expect(await app.recorded()).toMatchObject([
      { ...edit, changedFields, before: { text: note.text, version: 1 }, after: { text: 'Version two', version: 2 } },
      { ...edit, changedFields, before: { text: 'Version two' }, after: { text: 'Version three', version: 3 } },
    ]);
    const history = await app.as('AUDITOR').get(`/api/audit-logs/entities/ProgressNote/${id}`).expect(200);
    expect(history.body.items.map((item: RecordRow) => item.after?.['text'])).toEqual([
      'Version three',
      'Version two',
      note.text,
    ]);
  });

  it('is its author’s alone, whatever roles another has', async () => {
    const { id: patientId } = await aPatient(app);
    const { id } = await aNote(patientId);
    const { email } = await aUser(app, { roles: ['DOCTOR', 'NURSE', 'ADMIN'] });
    const { client } = await app.signIn(email);
    const reply = await client.patch(`/api/progress-notes/${id}`, { text: 'Mine now', version: 1 }).expect(403);
    expect(reply.body.code).toBe('not-the-author');
    expect(await app.recorded({ source: 'HTTP' })).toMatchObject([
      {
        ...noState,
        action: 'UPDATE',
        event: 'progress-note.edited',
        outcome: 'DENIED',
        entityId: id,
        patientIds: [patientId],
        details: { reason: 'not-the-author' },
      },
    ]);
    expect((await doctor().get(`/api/progress-notes/${id}`)).body).toMatchObject(note);
  });

  it('lets one of ten win who edit the same version at the same moment', async () => {
    const { id } = await aNote((await aPatient(app)).id);
    const edits = Array.from({ length: 10 }, (_, index) =>
      doctor().patch(`/api/progress-notes/${id}`, { text: `Edit ${index}`, version: 1 }),
    );
    const replies = await Promise.all(edits);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = replies.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(9);
    expect(refused[0]!.body).toMatchObject({ code: 'concurrent-change', detail: expect.stringContaining('version 2') });
    expect(await app.recorded({ event: 'progress-note.edited', outcome: 'SUCCESS' })).toHaveLength(1);
  });

  it.each([
    [{ text: 'No version' }],
    [{ version: 1 }],
    [{ text: null, version: 1 }],
    [{ text: ' ', version: 1 }],
    [{ title: 'Two\nlines', version: 1 }],
    [{ text: 'A', version: 1, authorId: randomUUID() }],
    [{ text: 'A', version: '1' }],
    [{ text: 'A', version: 2_147_483_648 }],
    ['{"text":"A","version":1e21}'],
  ])('is refused as %j', async (body) => {
    const { id } = await aNote((await aPatient(app)).id);
    await doctor().patch(`/api/progress-notes/${id}`, body).expect(400);
  });
});

it('opens to nobody who does not treat, and to nobody when it is unknown', async () => {
  const { id: patientId } = await aPatient(app);
  const { id } = await aNote(patientId);
  for (const role of ['RECEPTIONIST', 'PHARMACIST', 'BILLING', 'ADMIN', 'AUDITOR'] as const) {
    const reply = await app.as(role).get(`/api/progress-notes/${id}`).expect(403);
    expect(reply.text).not.toContain(note.title);
    await app.as(role).get(of(patientId)).expect(403);
    await app.as(role).post(of(patientId), note).expect(403);
  }
  expect(await app.recorded({ outcome: 'DENIED' })).toHaveLength(15);
  await doctor().get(`/api/progress-notes/${randomUUID()}`).expect(404);
  await doctor().patch(`/api/progress-notes/${randomUUID()}`, { text: 'A', version: 1 }).expect(404);
});

it('of a restricted patient opens for a reason only', async () => {
  const { id: patientId } = await aPatient(app, { restricted: true });
  const { id } = await aNote(patientId);
  const reply = await doctor().get(`/api/progress-notes/${id}`).expect(403);
  expect([reply.body.code, reply.text.includes(note.title)]).toEqual(['reason-required', false]);
  await doctor().patch(`/api/progress-notes/${id}`, { text: 'A', version: 1 }).expect(403);
  await doctor().get(of(patientId)).expect(403);
  await doctor().get(`/api/progress-notes/${id}`).set('x-audit-reason', 'Handover of the ward').expect(200);
  expect(await app.recorded()).toMatchObject([
    { event: 'progress-note.viewed', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'progress-note.edited', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'progress-note.listed', outcome: 'DENIED', patientIds: [patientId] },
    { event: 'progress-note.viewed', outcome: 'SUCCESS', patientIds: [patientId], reason: 'Handover of the ward' },
  ]);
});

describe('the database', () => {
  it.each([
    [`"authorId" = (SELECT id FROM "User" WHERE email = 'nurse@clinic.example')`, 'keeps its author'],
    [`"createdAt" = '2020-01-01'`, 'keeps its author'],
    [`text = ' '`, 'ProgressNote_text_is_given'],
    [`title = ''`, 'ProgressNote_title_is_given'],
  ])('refuses %s itself', async (change, words) => {
    const { id } = await aNote((await aPatient(app)).id);
    await expect(app.db.query(`UPDATE "ProgressNote" SET ${change} WHERE id = $1`, [id])).rejects.toThrow(words);
  });

  it('counts the versions, whatever it is told', async () => {
    const { id } = await aNote((await aPatient(app)).id);
    await app.db.query(`UPDATE "ProgressNote" SET text = 'By hand', version = 9 WHERE id = $1`, [id]);
    expect(await app.db.query('SELECT version FROM "ProgressNote" WHERE id = $1', [id])).toEqual([{ version: 2 }]);
  });
});

describe('the versions of a note', () => {
  it('are all readable, the latest first, and the view is recorded', async () => {
    const { id: patientId } = await aPatient(app);
    const doctor = app.as('DOCTOR');
    const first = { title: 'First session', text: 'Sleeps badly' };
    const { body: note } = await doctor.post(`/api/patients/${patientId}/progress-notes`, first).expect(201);
    await doctor.patch(`/api/progress-notes/${note.id}`, { version: 1, text: 'Sleeps better' }).expect(200);
    await doctor.patch(`/api/progress-notes/${note.id}`, { version: 2, title: 'Session 1' }).expect(200);
    const { body } = await app.as('NURSE').get(`/api/progress-notes/${note.id}/versions`).expect(200);
    expect(body).toEqual({
      id: note.id,
      patientId,
      author: note.author,
      versions: [
        { version: 3, title: 'Session 1', text: 'Sleeps better', writtenAt: expect.any(String) },
        { version: 2, title: 'First session', text: 'Sleeps better', writtenAt: expect.any(String) },
        { version: 1, ...first, writtenAt: expect.any(String) },
      ],
    });
    expect(await app.recorded({ event: 'progress-note.versions-viewed' })).toMatchObject([
      {
        action: 'VIEW',
        outcome: 'SUCCESS',
        actorRoles: ['NURSE'],
        entityType: 'ProgressNote',
        entityId: note.id,
        patientIds: [patientId],
        before: null,
        after: null,
        changedFields: [],
      },
    ]);
  });

  it('need a reason where the patient is restricted, and are not found of no note', async () => {
    const { id: patientId } = await aPatient(app, { restricted: true });
    const doctor = app.as('DOCTOR');
    const { body: note } = await doctor
      .post(`/api/patients/${patientId}/progress-notes`, { title: 'First', text: 'Secret' })
      .set('x-audit-reason', 'Session of today')
      .expect(201);
    const { text } = await doctor.get(`/api/progress-notes/${note.id}/versions`).expect(403);
    expect(text).toContain('reason-required');
    await doctor.get(`/api/progress-notes/${patientId}/versions`).expect(404);
    await app.as('RECEPTIONIST').get(`/api/progress-notes/${note.id}/versions`).expect(403);
    expect((await app.recorded({ event: 'progress-note.versions-viewed' })).map(({ outcome }) => outcome)).toEqual([
      'DENIED',
      'FAILURE',
      'DENIED',
    ]);
  });
});
