import { once } from 'node:events';
import { connect } from 'node:net';
import { type RecordRow, useApp } from '../support/app.js';
import { aUser } from '../support/users.js';
import { ProbeController, signals } from './probe.controller.js';

const app = useApp({ REQUEST_TIMEOUT_MS: '2000', IDLE_TIMEOUT_MS: '2000' }, { controllers: [ProbeController] });
const SECRETS = /canary|hunter2|eyJ|argon2|SELECT|INSERT|P20\d\d/;
const NOBODY = '01890000-0000-7000-8000-000000000000';

/** The one record of the request, once it is there. */
async function theRecord(): Promise<RecordRow> {
  const [record, ...more] = await records(1);
  expect(more.map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([]);
  expect(JSON.stringify(record)).not.toMatch(SECRETS);
  return record!;
}

/** Waits for what is recorded when nobody is left to be answered. */
async function records(atLeast: number): Promise<RecordRow[]> {
  const patience = Date.now() + 5_000;
  for (;;) {
    const found = await app.recorded();
    if (found.length >= atLeast || Date.now() > patience) return found;
    await new Promise((ok) => setTimeout(ok, 20));
  }
}

const tokenOf = async (email: string) => `Bearer ${(await app.signIn(email)).accessToken}`;

describe('the guard', () => {
  it('refuses a role: the record names who, the route and the entity that was meant', async () => {
    await app.as('NURSE').get(`/api/users/${NOBODY}`).expect(403);
    expect(await theRecord()).toMatchObject({
      action: 'VIEW',
      event: 'user.viewed',
      outcome: 'DENIED',
      actorType: 'USER',
      actorEmail: 'nurse@clinic.example',
      actorRoles: ['NURSE'],
      entityType: 'User',
      entityId: NOBODY,
      details: { reason: 'role-required' },
      route: '/api/users/:id',
      path: `/api/users/${NOBODY}`,
      method: 'GET',
      statusCode: 403,
      ip: '127.0.0.1',
    });
  });

  it('refuses before it looks at the body, which stays out of the record', async () => {
    await app.as('NURSE').post('/api/users', { email: 'canary@x.example', password: 'hunter2' }).expect(403);
    expect(await theRecord()).toMatchObject({ action: 'CREATION', event: 'user.created', outcome: 'DENIED' });
  });
});

describe('pipes and parsers', () => {
  it.each<[string, () => PromiseLike<unknown>, object]>([
    [
      'an id that is none',
      () => app.as('ADMIN').patch('/api/users/not-an-id', { name: 'x' }).expect(400),
      { event: 'user.updated', action: 'UPDATE', entityId: 'not-an-id', actorEmail: 'admin@clinic.example' },
    ],
    [
      'a body that does not fit',
      () => app.as('ADMIN').patch(`/api/users/${NOBODY}`, { canary: 'x', email: 7 }).expect(400),
      { event: 'user.updated', entityId: NOBODY, details: { reason: 'validation-failed' } },
    ],
    [
      'a query that does not fit',
      () => app.as('ADMIN').get('/api/users?canary=hunter2').expect(400),
      { event: 'user.listed', action: 'VIEW', details: { reason: 'validation-failed' } },
    ],
    [
      'a body that is no JSON',
      () => app.as('ADMIN').post('/api/users', '{"canary":').expect(400),
      { event: 'user.created', details: { reason: 'malformed-body' }, statusCode: 400 },
    ],
    [
      'a body of another type',
      () => app.as('ADMIN').post('/api/users', 'canary=1').set('content-type', 'text/plain').expect(415),
      { event: 'user.created', statusCode: 415, details: { reason: 'unsupported-media-type' } },
    ],
    [
      'a body that is too large',
      () =>
        app
          .as('ADMIN')
          .post('/api/users', `{"canary":"${'x'.repeat(1_100_000)}"}`)
          .expect(413),
      { event: 'user.created', statusCode: 413, details: { reason: 'body-too-large' } },
    ],
    [
      'an address with broken escapes',
      () => app.as('ADMIN').get('/api/users/%E0%A4%A?canary=1').expect(400),
      { statusCode: 400, details: { reason: 'malformed-url' } },
    ],
    [
      'an unknown address',
      () => app.as('ADMIN').get('/api/nowhere?canary=1').expect(404),
      { event: 'route.unknown', route: null, path: '/api/nowhere', details: { reason: 'not-found' } },
    ],
    [
      'a method that the address does not take',
      () => app.as('ADMIN').put('/api/users', { canary: 1 }).expect(405),
      { event: 'route.unknown', method: 'PUT', path: '/api/users', details: { reason: 'method-not-allowed' } },
    ],
  ])('%s', async (_, ask, expected) => {
    await app.as('ADMIN').get('/api/auth/me').set('x-request-id', 'sign-in-first');
    await ask();
    const found = (await app.recorded()).filter(({ requestId }) => requestId !== 'sign-in-first');
    expect(JSON.stringify(found)).not.toMatch(SECRETS);
    expect(found).toMatchObject([{ outcome: 'FAILURE', ...expected }]);
  });
});

describe('a handler', () => {
  it('that throws leaves one FAILURE, without the error’s words', async () => {
    await app.anonymous.post(`/api/probe/throw/${NOBODY}`, { note: 'canary' }).expect(500);
    expect(await theRecord()).toMatchObject({
      event: 'probe.thrown',
      outcome: 'FAILURE',
      entityId: NOBODY,
      statusCode: 500,
      details: { reason: 'internal-error' },
    });
  });

  it('that throws after a change leaves the change and the failure, under one request', async () => {
    const { id } = await aUser(app);
    await app.anonymous.post(`/api/probe/write-then-throw/${id}`).expect(409);
    const [change, failure, ...more] = await app.recorded({ event: 'probe.half-done' });
    expect(more).toEqual([]);
    expect(change).toMatchObject({ action: 'UPDATE', outcome: 'SUCCESS', after: { name: 'Half done' } });
    expect(failure).toMatchObject({ outcome: 'FAILURE', entityId: id, details: { reason: 'no-more' }, after: null });
    expect(failure!.requestId).toBe(change!.requestId);
  });

  it('that rolls back leaves the failure alone, with what was described', async () => {
    const { id, name } = await aUser(app);
    await app.anonymous.post(`/api/probe/roll-back/${id}`).expect(409);
    const found = await app.recorded({ event: 'probe.rolled-back' });
    expect(found).toMatchObject([{ outcome: 'FAILURE', details: { reason: 'too-late', step: 'inside' } }]);
    expect(await app.db.query('SELECT name FROM "User" WHERE id = $1', [id])).toEqual([{ name }]);
  });

  it.each([
    ['a unique value', `UPDATE "User" SET email = 'doctor@clinic.example' WHERE email = 'nurse@clinic.example'`, 409],
    ['a rule', `UPDATE "User" SET email = upper(email)`, 422],
    ['an unknown table', 'SELECT canary FROM hunter2', 500],
  ])('that runs into %s leaves neither SQL nor values', async (_, note, status) => {
    await app.anonymous.post(`/api/probe/fault/${NOBODY}`, { note }).expect(status);
    expect(await theRecord()).toMatchObject({ event: 'probe.fault', outcome: 'FAILURE', statusCode: status });
  });

  it('that throttles leaves a refusal', async () => {
    await app.anonymous.get('/api/probe/limited').expect(429);
    expect(await theRecord()).toMatchObject({ outcome: 'DENIED', details: { reason: 'slow-down' }, statusCode: 429 });
  });

  it('that takes too long leaves a failure, and what it does afterwards its records', async () => {
    const { id } = await aUser(app);
    await app.anonymous.post(`/api/probe/slow-write/${id}`, { note: 'After the limit' }).expect(503);
    const [failure, ...early] = await app.recorded({ event: 'probe.slow-write' });
    expect(early).toEqual([]);
    expect(failure).toMatchObject({
      outcome: 'FAILURE',
      entityId: id,
      details: { reason: 'timeout' },
      statusCode: 503,
    });
    signals.emit('go on');
    const change = (await records(3)).find(({ after }) => after?.['name'] === 'After the limit');
    expect(change).toMatchObject({ event: 'probe.slow-write', outcome: 'SUCCESS', requestId: failure!.requestId });
  });

  it('whose answer cannot be written leaves a failure too', async () => {
    await app.anonymous.get('/api/probe/unwritable').expect(500);
    const found = await app.recorded({ event: 'probe.unwritable' });
    expect(found.at(-1)).toMatchObject({ outcome: 'FAILURE', statusCode: 500 });
  });

  it('that writes in a GET leaves the change and the view', async () => {
    const { id, name } = await aUser(app);
    await app.anonymous.get(`/api/probe/write/${id}`).expect(200);
    expect(await app.recorded({ event: 'probe.read' })).toMatchObject([
      { action: 'UPDATE', entityId: id, before: { name }, after: { name: 'Written by GET' } },
      { action: 'VIEW', entityId: id, before: null, after: null, statusCode: 200 },
    ]);
  });
});

describe('a client that hangs up', () => {
  const call = (bytes: string) => {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(bytes);
    return socket;
  };
  const post = (path: string, body: string, length = body.length) =>
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;

  it('in the middle of the body leaves a failure of the act', async () => {
    const socket = call(post(`/api/probe/throw/${NOBODY}`, '{"note":"canary', 1_000));
    await new Promise((ok) => setTimeout(ok, 100));
    socket.destroy();
    expect(await theRecord()).toMatchObject({
      event: 'probe.thrown',
      outcome: 'FAILURE',
      entityId: NOBODY,
      details: { reason: 'client-gone' },
    });
  });

  it.each(['throw', 'Changed meanwhile'])('while the handler works leaves what it did: %s', async (note) => {
    const { id } = await aUser(app);
    const begun = once(signals, 'begun');
    const socket = call(post(`/api/probe/slow-write/${id}`, JSON.stringify({ note })));
    await begun;
    socket.destroy();
    await new Promise((ok) => setTimeout(ok, 100));
    signals.emit('go on');
    await new Promise((ok) => setTimeout(ok, 300));
    const found = (await records(1)).filter(({ event }) => event === 'probe.slow-write');
    expect(found).toMatchObject(
      note === 'throw'
        ? [{ outcome: 'FAILURE', details: { reason: 'late' }, entityId: id }]
        : [{ outcome: 'SUCCESS', after: { name: note }, entityId: id }],
    );
  });

  it('while it waits for a view leaves the record of the view', async () => {
    const begun = once(signals, 'begun');
    const socket = call('GET /api/probe/slow HTTP/1.1\r\nhost: x\r\n\r\n');
    await begun;
    socket.destroy();
    signals.emit('go on');
    expect(await theRecord()).toMatchObject({ event: 'probe.slow', action: 'VIEW' });
  });

  it('who asked with headers that are too large, or with what is not HTTP, leaves a record of his address', async () => {
    const answers = [
      `GET /api/auth/me HTTP/1.1\r\nhost: x\r\nx-canary: ${'x'.repeat(40_000)}\r\n\r\n`,
      'canary\r\n\r\n',
    ];
    for (const bytes of answers) {
      const socket = call(bytes);
      socket.resume();
      await once(socket, 'close');
    }
    const found = await records(2);
    expect(JSON.stringify(found)).not.toMatch(SECRETS);
    expect(found).toMatchObject([
      {
        event: 'route.unknown',
        outcome: 'FAILURE',
        ip: '127.0.0.1',
        statusCode: 431,
        details: { reason: 'headers-too-large' },
      },
      {
        event: 'route.unknown',
        outcome: 'FAILURE',
        ip: '127.0.0.1',
        statusCode: 400,
        details: { reason: 'malformed-request' },
      },
    ]);
  });
});

describe('repeated refusals', () => {
  it('of one kind become five records and a count, of other kinds stay apart', async () => {
    const authorization = await tokenOf('pharmacist@clinic.example');
    const ask = (path: string) => app.anonymous.get(path).set('authorization', authorization).expect(403);
    await Promise.all(Array.from({ length: 25 }, () => ask(`/api/users/${NOBODY}`)));
    await ask('/api/users');
    await app.anonymous.get(`/api/users/${NOBODY}`).expect(401);
    const singles = await app.recorded({ event: 'user.viewed' });
    expect(singles).toHaveLength(6);
    const [counted] = (await waitFor(() => app.recorded({ event: 'user.viewed', requestId: null }))) as [RecordRow];
    expect(counted).toMatchObject({
      actorEmail: 'pharmacist@clinic.example',
      outcome: 'DENIED',
      entityId: NOBODY,
      route: '/api/users/:id',
      statusCode: 403,
      details: { reason: 'role-required', count: 20, first: expect.any(String), last: expect.any(String) },
    });
    expect(await app.recorded({ event: 'user.listed' })).toHaveLength(1);
  }, 60_000);

  it('keep the accounts apart that somebody guesses', async () => {
    for (let at = 0; at < 12; at++) {
      await app.anonymous.post('/api/auth/login', { email: `guess-${at}@x.example`, password: 'hunter2' }).expect(401);
    }
    const emails = (await app.recorded({ event: 'session.login' })).map(({ details }) => details!['email']);
    expect(new Set(emails).size).toBe(12);
  });

  it('of a stranger at ever new addresses are counted as well', async () => {
    for (let at = 0; at < 15; at++) {
      await Promise.all(
        Array.from({ length: 20 }, (_, of) =>
          app.anonymous.get(`/api/users/${NOBODY.slice(0, -4)}${1000 + at * 20 + of}`),
        ),
      );
    }
    expect((await app.recorded()).length).toBeLessThan(220);
    const counted = async () => (await app.recorded({ requestId: null })).filter(({ details }) => details!['various']);
    const [count] = (await waitFor(counted)) as [RecordRow];
    expect(count.details).toMatchObject({ count: expect.any(Number), various: true, reason: 'token-missing' });
  }, 60_000);

  it('of somebody who signed in stay told apart, so that none hides among many', async () => {
    const authorization = await tokenOf('billing@clinic.example');
    const ask = (id: number) =>
      app.anonymous.get(`/api/users/${NOBODY.slice(0, -4)}${id}`).set('authorization', authorization);
    await Promise.all(Array.from({ length: 120 }, (_, at) => ask(5000 + at)));
    await ask(9999);
    expect(await app.recorded({ entityId: `${NOBODY.slice(0, -4)}9999` })).toMatchObject([{ outcome: 'DENIED' }]);
  });
});

async function waitFor<T>(look: () => Promise<T[]>): Promise<T[]> {
  const patience = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found.length > 0 || Date.now() > patience) return found;
    await new Promise((ok) => setTimeout(ok, 250));
  }
}
