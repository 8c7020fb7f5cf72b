import { randomUUID } from 'node:crypto';
import type { OpenAPIObject } from '@nestjs/swagger';
import pg from 'pg';
import { AuditRoutes } from '../../src/audit/index.js';
import type { Role } from '../../src/generated/prisma/enums.js';
import { IdempotencyKeys } from '../../src/idempotency/idempotency-keys.service.js';
import { ROLE_MATRIX } from '../auth/role-matrix.js';
import { useApp } from '../support/app.js';
import { run } from '../support/database.js';
import { aPatient } from '../support/factories.js';
import { aUser } from '../support/users.js';

const app = useApp();
const ANA = { fullName: 'Ana Souza', birthDate: '1984-03-09' };
const NOBODY = '00000000-0000-7000-8000-000000000000';
const reading = { pulse: 72 };

const register = (key: string, body: object = ANA) =>
  app.as('RECEPTIONIST').post('/api/patients', body).set('idempotency-key', key);
const named = (fullName: string) => app.db.query('SELECT id FROM "Patient" WHERE "fullName" = $1', [fullName]);
const kept = (key: string) =>
  app.db.query<{ status: number | null; body: string | null; requestHash: Buffer }>(
    'SELECT * FROM "IdempotencyKey" WHERE key = $1',
    [key],
  );

describe('a request that is repeated under its key', () => {
  it('gets the first answer again and leaves one record of a creation in total', async () => {
    const key = randomUUID();
    const first = await register(key).expect(201);
    const again = await register(key, { birthDate: ANA.birthDate, fullName: ANA.fullName }).expect(201);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    const about = { event: 'patient.created', outcome: 'SUCCESS', entityId: first.body.id };
    expect(await app.recorded()).toMatchObject([
      { ...about, action: 'CREATION', details: { idempotencyKey: key } },
      { ...about, action: 'VIEW', patientIds: [first.body.id], before: null, after: null, details: { replayed: true } },
    ]);
  });

  it('gets it as it was, whatever became of the entity', async () => {
    const key = randomUUID();
    const first = await register(key).expect(201);
    await app.as('RECEPTIONIST').patch(`/api/patients/${first.body.id}`, { fullName: 'Ana Lima' }).expect(200);
    expect((await register(key).expect(201)).text).toBe(first.text);
  });

  it('is refused, and recorded, when it is another request', async () => {
    const key = randomUUID();
    await register(key).expect(201);
    const { body, headers } = await register(key, { ...ANA, fullName: 'Bia Reis' }).expect(422);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'idempotency-key-reused', status: 422 });
    expect(await named('Bia Reis')).toEqual([]);
    expect((await app.recorded()).slice(1)).toMatchObject([
      {
        action: 'CREATION',
        event: 'patient.created',
        outcome: 'FAILURE',
        statusCode: 422,
        details: { reason: 'idempotency-key-reused', idempotencyKey: key },
      },
    ]);
  });

  it('is another request for another patient', async () => {
    const [one, other] = [await aPatient(app), await aPatient(app)];
    const key = randomUUID();
    const nurse = app.as('NURSE');
    await nurse.post(`/api/patients/${one.id}/vitals`, reading).set('idempotency-key', key).expect(201);
    const { body } = await nurse
      .post(`/api/patients/${other.id}/vitals`, reading)
      .set('idempotency-key', key)
      .expect(422);
    expect(body).toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('shares its key with nobody and no other route', async () => {
    const key = randomUUID();
    const mine = await register(key).expect(201);
    const yours = await app.as('NURSE').post('/api/patients', ANA).set('idempotency-key', key).expect(201);
    expect(yours.body.id).not.toBe(mine.body.id);
    const room = { kind: 'ROOM', name: key };
    await app.as('RECEPTIONIST').post('/api/resources', room).set('idempotency-key', key).expect(201);
  });

  it('may be tried again, and otherwise, after it failed', async () => {
    const key = randomUUID();
    await register(key, { ...ANA, birthDate: '2984-03-09' }).expect(400);
    const { body, headers } = await register(key).expect(201);
    expect(headers.get('idempotency-replayed')).toBeNull();
    expect((await register(key).expect(201)).body).toEqual(body);
    expect((await app.recorded()).map(({ outcome, action }) => [outcome, action])).toEqual([
      ['FAILURE', 'CREATION'],
      ['SUCCESS', 'CREATION'],
      ['SUCCESS', 'VIEW'],
    ]);
  });

  it('may be tried again after the database said no', async () => {
    const numbered = { ...ANA, documentNumber: '390.533.447-05' };
    const { id } = await aPatient(app, numbered);
    const key = randomUUID();
    await register(key, numbered).expect(409);
    await app.as('RECEPTIONIST').delete(`/api/patients/${id}`).expect(204);
    await register(key, numbered).expect(201);
  });

  it('is a step of an appointment, or any other POST, as well', async () => {
    const key = randomUUID();
    const target = await aUser(app, { roles: ['NURSE'] });
    const off = () => app.as('ADMIN').post(`/api/users/${target.id}/deactivate`).set('idempotency-key', key);
    const first = await off().expect(200);
    await app.as('ADMIN').post(`/api/users/${target.id}/activate`).expect(200);
    expect((await off().expect(200)).text).toBe(first.text);
    const [{ active }] = (await app.db.query<{ active: boolean }>('SELECT active FROM "User" WHERE id = $1', [
      target.id,
    ])) as [{ active: boolean }];
    expect(active).toBe(true);
  });

  it('is new again after a day, and what was kept is gone', async () => {
    const key = randomUUID();
    const first = await register(key).expect(201);
    await app.db.query(`UPDATE "IdempotencyKey" SET "startedAt" = now() - interval '25 hours' WHERE key = $1`, [key]);
    const again = await register(key).expect(201);
    expect(again.body.id).not.toBe(first.body.id);
    await app.db.query(`UPDATE "IdempotencyKey" SET "startedAt" = now() - interval '25 hours' WHERE key = $1`, [key]);
    await app.nest.get(IdempotencyKeys, { strict: false }).forgetOld();
    expect(await kept(key)).toEqual([]);
  });
});

describe('at the same moment', () => {
  it('twenty requests under one key create one patient', async () => {
    const key = randomUUID();
    const fullName = `Gêmea ${key}`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => register(key, { ...ANA, fullName })));
    const created = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(created.map(({ text }) => text)).size).toBe(1);
    for (const { status, body, headers } of refused) {
      expect([status, body.code, headers.get('retry-after')]).toEqual([409, 'request-in-progress', '1']);
    }
    expect(await named(fullName)).toHaveLength(1);
    expect(await app.recorded({ outcome: 'SUCCESS', action: 'CREATION' })).toHaveLength(1);
  });

  it('a repeat is told to wait while the first is carried out', async () => {
    const key = randomUUID();
    const other = new pg.Client({ connectionString: app.db.adminUrl });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE "Patient" IN EXCLUSIVE MODE');
    const first = register(key).then((reply) => reply);
    while ((await kept(key)).length === 0) await new Promise((ok) => setTimeout(ok, 5));
    const { body, headers } = await register(key).expect(409);
    expect([body.code, headers.get('retry-after')]).toEqual(['request-in-progress', '1']);
    expect(await app.recorded({ statusCode: 409 })).toMatchObject([
      { outcome: 'FAILURE', details: { reason: 'request-in-progress', idempotencyKey: key } },
    ]);
    await register(key, { ...ANA, fullName: 'Bia Reis' }).expect(422);
    await other.query('COMMIT');
    await other.end();
    expect((await register(key).expect((await first).status)).text).toBe((await first).text);
  });
});

describe('whoever repeats it', () => {
  it('must still be allowed to', async () => {
    const { id, email } = await aUser(app, { roles: ['RECEPTIONIST'] });
    const { client } = await app.signIn(email);
    const key = randomUUID();
    await client.post('/api/patients', ANA).set('idempotency-key', key).expect(201);
    await app.db.query(`UPDATE "User" SET roles = '{BILLING}' WHERE id = $1`, [id]);
    const { body } = await client.post('/api/patients', ANA).set('idempotency-key', key).expect(403);
    expect(body).toMatchObject({ code: 'role-required' });
  });

  it('needs a reason once the patient is restricted, and opens the record by it', async () => {
    const key = randomUUID();
    const { body: patient } = await register(key).expect(201);
    await app.as('DOCTOR').patch(`/api/patients/${patient.id}`, { restricted: true }).expect(200);
    const { body } = await register(key).expect(403);
    expect(body).toMatchObject({ code: 'reason-required' });
    const again = await register(key).set('x-audit-reason', 'The answer was cut off').expect(201);
    expect(again.body).toEqual(patient);
    expect((await app.recorded()).slice(2)).toMatchObject([
      { event: 'patient.created', outcome: 'DENIED', patientIds: [patient.id], details: { reason: 'reason-required' } },
      {
        action: 'VIEW',
        event: 'patient.break-glass',
        outcome: 'SUCCESS',
        entityType: 'Patient',
        entityId: patient.id,
        patientIds: [patient.id],
        reason: 'The answer was cut off',
        details: { replayed: true },
        before: null,
        after: null,
      },
    ]);
  });

  it('is told again what was done to a patient who was removed', async () => {
    const key = randomUUID();
    const { body: patient } = await register(key).expect(201);
    await app.as('DOCTOR').delete(`/api/patients/${patient.id}`).expect(204);
    expect((await register(key).expect(201)).body).toEqual(patient);
  });
});

it('keeps neither a password nor a hash that could be guessed', async () => {
  const key = randomUUID();
  const password = 'Correct-Horse-7-Battery';
  const user = { email: `${key}@clinic.example`, name: 'Novo', password };
  await app.as('ADMIN').post('/api/users', user).set('idempotency-key', key).expect(201);
  const [row] = await kept(key);
  expect(row!.requestHash).toHaveLength(32);
  expect(JSON.stringify(row)).not.toContain(password);
});

it.each(['', 'a b', 'ü', 'x'.repeat(256)])('refuses the key %j', async (key) => {
  const { body } = await app
    .as('RECEPTIONIST')
    .post('/api/patients', ANA)
    .set('idempotency-key', Buffer.from(key).toString('latin1'))
    .expect(400);
  expect(body).toMatchObject({ code: 'idempotency-key-invalid' });
  expect(await app.recorded()).toMatchObject([{ event: 'patient.created', outcome: 'FAILURE', statusCode: 400 }]);
});

it('takes a key of 255 characters', async () => {
  await register('~'.repeat(255)).expect(201);
});

it('means nothing where people sign in', async () => {
  const body = { email: 'doctor@clinic.example', password: run.password };
  const tokens = new Set<string>();
  for (let time = 0; time < 2; time++) {
    const reply = await app.anonymous.post('/api/auth/login', body).set('idempotency-key', 'a b').expect(200);
    tokens.add((reply.body as { refreshToken: string }).refreshToken);
  }
  expect(tokens.size).toBe(2);
  expect(await kept('a b')).toEqual([]);
});

describe('every route that creates', () => {
  const creating = () =>
    app.nest
      .get(AuditRoutes, { strict: false })
      .table.plans.filter(({ method, act }) => method === 'POST' && act?.action === 'CREATION')
      .map(({ path }) => path);

  it('takes a key, except where people sign in, and says so', async () => {
    const document = (await app.anonymous.get('/api/openapi.json').expect(200)).body as OpenAPIObject;
    const documented = Object.entries(document.paths)
      .filter(([, { post }]) =>
        post?.parameters?.some((parameter) => 'name' in parameter && parameter.name === 'Idempotency-Key'),
      )
      .map(([path]) => path.replace(/\{(\w+)\}/g, ':$1'));
    expect(creating().length).toBeGreaterThan(10);
    expect(creating().filter((path) => !documented.includes(path))).toEqual([
      '/api/auth/login',
      '/api/auth/register',
      '/api/auth/bootstrap',
    ]);
    expect(documented.filter((path) => path.startsWith('/api/auth/'))).toEqual([]);
    for (const path of documented) {
      const { post } = document.paths[path.replace(/:(\w+)/g, '{$1}')]!;
      expect([path, Object.keys(post!.responses)]).toEqual([path, expect.arrayContaining(['303', '409', '422'])]);
    }
  });

  it('refuses a key that is none', async () => {
    for (const path of creating().filter((one) => !one.startsWith('/api/auth/'))) {
      const [role] = ROLE_MATRIX.find((line) => line.method === 'POST' && line.path === path)!.who;
      const { body } = await app
        .as(role as Role)
        .post(path.replace(/:\w+/g, NOBODY), {})
        .set('idempotency-key', 'a b');
      expect([path, (body as { code: string }).code]).toEqual([path, 'idempotency-key-invalid']);
    }
  });
});

describe('a PATCH, PUT or DELETE', () => {
  const changing = () =>
    app.nest
      .get(AuditRoutes, { strict: false })
      .table.plans.filter(({ method, path }) => !['GET', 'POST'].includes(method) && !path.startsWith('/api/auth/'));

  it('refuses the key and says why, changes nothing and records it', async () => {
    const { id } = await aPatient(app);
    const key = randomUUID();
    const { body } = await app
      .as('RECEPTIONIST')
      .patch(`/api/patients/${id}`, { fullName: 'Ida Moreira' })
      .set('idempotency-key', key)
      .expect(400);
    expect(body).toMatchObject({ code: 'idempotency-key-not-taken', detail: expect.stringContaining('a PATCH') });
    expect(await app.recorded()).toMatchObject([
      {
        action: 'UPDATE',
        event: 'patient.updated',
        outcome: 'FAILURE',
        entityId: id,
        patientIds: [id],
        details: { reason: 'idempotency-key-not-taken' },
        before: null,
        after: null,
        changedFields: [],
      },
    ]);
    expect([await named('Ida Moreira'), await kept(key)]).toEqual([[], []]);
  });

  it('refuses it on every route, and in the documentation none takes it', async () => {
    const document = (await app.anonymous.get('/api/openapi.json').expect(200)).body as OpenAPIObject;
    const taking = Object.entries(document.paths).flatMap(([path, { get, patch, put, delete: remove }]) =>
      [get, patch, put, remove].some((operation) => JSON.stringify(operation ?? {}).includes('Idempotency-Key'))
        ? [path]
        : [],
    );
    expect(taking).toEqual([]);
    expect(document.info.description).toContain('idempotency-key-not-taken');
    expect(changing().length).toBeGreaterThan(10);
    for (const { method, path } of changing()) {
      const [role] = ROLE_MATRIX.find((line) => line.method === method && line.path === path)!.who;
      const { body } = await app
        .as(role as Role)
        .request(method as 'PATCH', path.replace(/:\w+/g, NOBODY), {})
        .set('idempotency-key', randomUUID());
      expect([method, path, (body as { code: string }).code]).toEqual([method, path, 'idempotency-key-not-taken']);
    }
  });
});

describe('the table', () => {
  const insert = (values: Record<string, unknown>) => {
    const row = {
      claim: randomUUID(),
      userId: NOBODY,
      route: '/x',
      key: randomUUID(),
      requestHash: Buffer.alloc(32),
      ...values,
    };
    const names = [...Object.keys(row), 'heldUntil'].map((name) => `"${name}"`).join(', ');
    const places = Object.keys(row)
      .map((_, at) => `$${at + 1}`)
      .join(', ');
    return app.db.query(`INSERT INTO "IdempotencyKey" (${names}) VALUES (${places}, now())`, Object.values(row));
  };

  it.each([
    ['a key with a space', { key: 'a b' }],
    ['no key', { key: '' }],
    ['another hash', { requestHash: Buffer.alloc(20) }],
    ['a failure as an answer', { status: 400 }],
    ['an answer without a status', { body: '{}' }],
  ])('refuses %s', async (_, values) => {
    await expect(insert(values)).rejects.toMatchObject({ code: '23514' });
  });

  it('refuses a key twice', async () => {
    const key = randomUUID();
    await insert({ key });
    await expect(insert({ key })).rejects.toMatchObject({ code: '23505' });
  });
});
