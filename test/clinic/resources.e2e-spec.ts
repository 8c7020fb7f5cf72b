import type { NewResourceDto } from '../../src/clinic/resources/resource-body.dto.js';
import type { ResourceDto } from '../../src/clinic/resources/resource.dto.js';
import { useApp } from '../support/app.js';
import { given } from '../support/factories.js';

const app = useApp();
const receptionist = () => app.as('RECEPTIONIST');
const NOBODY = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';
const noState = { before: null, after: null, changedFields: [] };
const entity = { entityType: 'Resource', patientIds: [], outcome: 'SUCCESS' };

let count = 0;
const aResource = (wanted: Partial<NewResourceDto> = {}) =>
  given<ResourceDto>(receptionist(), '/api/resources', { kind: 'ROOM', name: `Room ${++count}`, ...wanted });

describe('a room or equipment', () => {
  it('is added with one record', async () => {
    const room = {
      kind: 'EQUIPMENT',
      name: 'Ultrasound',
      site: 'São Paulo',
      description: 'In the\nbasement',
      capacity: 1,
      inService: false,
    };
    const { body } = await receptionist().post('/api/resources', room).expect(201);
    expect(body).toEqual({
      id: expect.any(String),
      ...room,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(await app.recorded()).toMatchObject([
      {
        ...entity,
        action: 'CREATION',
        event: 'resource.created',
        entityId: body.id,
        entityLabel: 'Ultrasound',
        before: null,
        after: { ...room, deletedAt: null },
        changedFields: [],
      },
    ]);
  });

  it('has a name of its own at its site, which a deleted one gives back', async () => {
    const { id } = await aResource({ name: 'Sala Azul', site: 'São Paulo' });
    const again = { kind: 'ROOM', name: 'sala AZUL', site: 'sao paulo' };
    const { body } = await receptionist().post('/api/resources', again).expect(409);
    expect(body).toMatchObject({ code: 'name-taken', errors: [{ field: 'name' }] });
    const other = await aResource({ name: 'Sala Azul', site: 'Perth' });
    const moved = await receptionist().patch(`/api/resources/${other.id}`, { site: 'São Paulo' }).expect(409);
    expect(moved.body).toMatchObject({ code: 'name-taken' });
    await receptionist().delete(`/api/resources/${id}`).expect(204);
    await receptionist().post('/api/resources', again).expect(201);
    const records = await app.recorded();
    expect(records.map(({ event, outcome }) => [event, outcome])).toEqual([
      ['resource.created', 'FAILURE'],
      ['resource.updated', 'FAILURE'],
      ['resource.deleted', 'SUCCESS'],
      ['resource.created', 'SUCCESS'],
    ]);
  });

  it('shows what changed of it, and its end', async () => {
    const resource = await aResource({ capacity: 4, site: 'Perth' });
    const url = `/api/resources/${resource.id}`;
    const { body } = await app.as('ADMIN').patch(url, { capacity: null, inService: false, site: 'Perth' }).expect(200);
    expect(body).toMatchObject({ capacity: null, inService: false, site: 'Perth' });
    expect((await app.as('PHARMACIST').get(url).expect(200)).body).toEqual(body);
    expect((await receptionist().delete(url).expect(204)).text).toBe('');
    const shared = { ...entity, entityId: resource.id };
    expect(await app.recorded()).toMatchObject([
      {
        ...shared,
        action: 'UPDATE',
        event: 'resource.updated',
        actorRoles: ['ADMIN'],
        before: { capacity: 4, inService: true },
        after: { capacity: null, inService: false },
        changedFields: ['capacity', 'inService'],
      },
      { ...shared, ...noState, action: 'VIEW', event: 'resource.viewed', entityLabel: resource.name },
      { ...shared, action: 'DELETION', event: 'resource.deleted', changedFields: ['deletedAt'] },
    ]);
    await receptionist().get(url).expect(404);
    await receptionist().patch(url, { capacity: 2 }).expect(404);
    await receptionist().delete(url).expect(404);
    await receptionist().get(`/api/resources/${NOBODY}`).expect(404);
  });

  it('is listed by kind, site and whether it can be used', async () => {
    const room = await aResource({ name: 'B', site: 'Hobart' });
    const broken = await aResource({ name: 'A', site: 'Hobart', kind: 'EQUIPMENT', inService: false });
    const gone = await aResource({ name: 'C', site: 'Hobart' });
    await receptionist().delete(`/api/resources/${gone.id}`).expect(204);
    const ids = async (query: string) => {
      const { body } = await app.as('NURSE').get(`/api/resources?site=Hobart${query}`).expect(200);
      expect(body.total).toBe(body.items.length);
      return (body.items as { id: string }[]).map(({ id }) => id);
    };
    expect(await ids('')).toEqual([broken.id, room.id]);
    expect(await ids('&sort=-name')).toEqual([room.id, broken.id]);
    expect(await ids('&kind=ROOM')).toEqual([room.id]);
    expect(await ids('&inService=false')).toEqual([broken.id]);
    expect(await app.recorded({ event: 'resource.listed' })).toHaveLength(4);
  });

  it.each([
    ['kind', { kind: 'CAR' }],
    ['name', { name: '' }],
    ['name', { name: 'two\nlines' }],
    ['capacity', { capacity: 0 }],
    ['capacity', { capacity: 1.5 }],
    ['inService', { inService: 'no' }],
    ['deletedAt', { deletedAt: null }],
  ])('is refused with a wrong %s: %j', async (field, wrong) => {
    const { body } = await receptionist()
      .post('/api/resources', { kind: 'ROOM', name: 'Right', ...wrong })
      .expect(400);
    expect(body).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
  });

  it('is changed by whoever keeps the rooms', async () => {
    const { id } = await aResource();
    await app.as('DOCTOR').patch(`/api/resources/${id}`, { capacity: 2 }).expect(403);
    await app.as('DOCTOR').delete(`/api/resources/${id}`).expect(403);
    await app.as('AUDITOR').get(`/api/resources/${id}`).expect(403);
    expect((await app.recorded()).map(({ event, outcome, entityId }) => [event, outcome, entityId])).toEqual([
      ['resource.updated', 'DENIED', id],
      ['resource.deleted', 'DENIED', id],
      ['resource.viewed', 'DENIED', id],
    ]);
  });

  it('is kept whole by the database', async () => {
    const one = await aResource({ name: 'Raw' });
    const other = await aResource();
    for (const [column, value, code] of [
      ['name', 'RAW', '23505'],
      ['name', ' ', '23514'],
      ['site', '', '23514'],
      ['description', ' ', '23514'],
      ['capacity', '0', '23514'],
    ]) {
      const change = app.db.query(`UPDATE "Resource" SET "${column}" = $1 WHERE id = $2`, [value, other.id]);
      await expect(change).rejects.toMatchObject({ code });
    }
    await app.db.query(`UPDATE "Resource" SET "deletedAt" = now() WHERE id = $1`, [one.id]);
    await app.db.query(`UPDATE "Resource" SET name = 'raw' WHERE id = $1`, [other.id]);
    const back = app.db.query(`UPDATE "Resource" SET "deletedAt" = NULL WHERE id = $1`, [one.id]);
    await expect(back).rejects.toMatchObject({ code: '23505' });
  });
});
