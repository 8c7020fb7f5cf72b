import { randomUUID } from 'node:crypto';
import { useApp } from '../support/app.js';

const app = useApp();

describe('a request that is refused', () => {
  it('by the guard, leaves a DENIED record that names the route and the reason', async () => {
    await app.anonymous.get('/api/auth/me').expect(401);
    expect(await app.recorded()).toMatchObject([
      {
        action: 'VIEW',
        event: 'user.viewed-self',
        outcome: 'DENIED',
        source: 'HTTP',
        actorType: 'ANONYMOUS',
        entityType: 'User',
        details: { reason: 'token-missing' },
        method: 'GET',
        route: '/api/auth/me',
        statusCode: 401,
      },
    ]);
  });

  it('by the body parser, names the route that was meant', async () => {
    await app.anonymous.post('/api/auth/login', '{"email":').expect(400);
    expect(await app.recorded()).toMatchObject([
      { event: 'session.login', outcome: 'FAILURE', action: 'CREATION', statusCode: 400, route: '/api/auth/login' },
    ]);
  });

  it('by validation, keeps neither the body nor the query', async () => {
    await app.anonymous.post('/api/auth/login?password=hunter2', { email: 'x', password: 'canary-4711' }).expect(400);
    const [record, ...more] = await app.recorded();
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      event: 'session.login',
      outcome: 'FAILURE',
      details: { reason: 'validation-failed' },
    });
    expect(JSON.stringify(record)).not.toMatch(/canary-4711|hunter2/);
  });

  it.each<[string, (patientId: string) => PromiseLike<{ status: number }>]>([
    ['in its path', (id) => app.as('PHARMACIST').get(`/api/patients/${id}/vitals`)],
    ['in its query', (id) => app.as('PHARMACIST').get(`/api/appointments?patientId=${id}`)],
    ['in its body', (id) => app.as('PHARMACIST').post('/api/queue', { patientId: id })],
  ])('names the patient %s, each of however many', async (_, ask) => {
    const ids = Array.from({ length: 8 }, () => randomUUID());
    for (const id of ids) expect((await ask(id)).status).toBe(403);
    expect((await app.recorded()).map(({ patientIds }) => patientIds)).toEqual(ids.map((id) => [id]));
  });

  it('because no such route exists, is recorded with its path', async () => {
    await app.as('DOCTOR').get('/api/nowhere').expect(404);
    expect(await app.recorded()).toMatchObject([
      {
        event: 'route.unknown',
        outcome: 'FAILURE',
        path: '/api/nowhere',
        route: null,
        details: { reason: 'not-found' },
      },
    ]);
  });
});
