import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { createApp } from '../../src/app.setup.js';
import { testEnv } from '../support/app.js';
import { Client, type PendingRequest } from '../support/client.js';
import { run } from '../support/database.js';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.js';

const REQUEST_TIMEOUT = 6_000;
const SETTINGS = {
  DATABASE_POOL_SIZE: '5',
  DATABASE_TIMEOUT_MS: '1500',
  DATABASE_CONNECT_TIMEOUT_MS: '1000',
  REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT),
};

let postgres: OwnPostgres;
let app: NestFastifyApplication;
let anonymous: Client;
let admin: Client;

beforeAll(async () => {
  postgres = await startOwnPostgres();
  app = await createApp(testEnv(postgres.appUrl, SETTINGS));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  anonymous = new Client(() => url);
  const { body } = await login().expect(200);
  admin = new Client(
    () => url,
    () => Promise.resolve(`Bearer ${body.accessToken}`),
  );
}, 60_000);
afterAll(async () => {
  postgres.thaw();
  await app.close();
  await postgres.stop();
});

const login = () => anonymous.post('/api/auth/login', { email: 'admin@clinic.example', password: run.password });
const ROUTES: (() => PendingRequest)[] = [
  login,
  () => admin.get('/api/auth/me'),
  () => admin.get('/api/users?limit=5'),
  () => admin.post('/api/users', { email: 'new@clinic.example', name: 'New', roles: [] }),
];

it('answers 200 parallel requests within their time while PostgreSQL is frozen, and recovers when it wakes', async () => {
  for (const route of ROUTES.slice(0, 3)) await route().expect(200);
  postgres.freeze();
  const start = performance.now();
  try {
    const answers = Array.from({ length: 200 }, async (_, index) => {
      const { status, body, headers } = await ROUTES[index % ROUTES.length]!();
      expect(performance.now() - start).toBeLessThan(REQUEST_TIMEOUT + 1_000);
      expect({ status, body }).toEqual({
        status: 503,
        body: expect.objectContaining({ status: 503, requestId: expect.any(String) }),
      });
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(JSON.stringify(body)).not.toMatch(/prisma|query|pool|stack|select/i);
    });
    const probes = async () => {
      const [live, ready] = await Promise.all([anonymous.get('/health/live'), anonymous.get('/health/ready')]);
      expect([live.status, ready.status]).toEqual([200, 503]);
      expect(ready.body).toMatchObject({ status: 'not-ready', checks: { database: { status: 'failing' } } });
    };
    await Promise.all([probes(), ...answers]);
  } finally {
    postgres.thaw();
  }
  await eventually(() => admin.get('/api/auth/me'));
  await eventually(login);
  const { body } = await admin.get('/api/users?limit=50').expect(200);
  // What was answered with 503 did not happen afterwards.
  expect(body.items.map(({ email }: { email: string }) => email)).toEqual(['admin@clinic.example']);
}, 60_000);

it('answers fast when every connection is taken', async () => {
  const pool = app.get(pg.Pool);
  const held = await Promise.all(Array.from({ length: Number(SETTINGS.DATABASE_POOL_SIZE) }, () => pool.connect()));
  const start = performance.now();
  try {
    const answers = await Promise.all(Array.from({ length: 50 }, () => admin.get('/api/auth/me')));
    expect(performance.now() - start).toBeLessThan(2_500);
    for (const { status, body, headers } of answers) {
      expect({ status, code: body.code, retry: headers.get('retry-after') }).toEqual({
        status: 503,
        code: 'busy',
        retry: '1',
      });
    }
  } finally {
    for (const client of held) client.release();
  }
  await admin.get('/api/auth/me').expect(200);
});

async function eventually(request: () => PendingRequest): Promise<void> {
  const until = Date.now() + 10_000;
  for (;;) {
    const { status } = await request();
    if (status === 200) return;
    if (Date.now() > until) throw new Error(`still ${status} ten seconds after PostgreSQL woke`);
    await new Promise((ok) => setTimeout(ok, 100));
  }
}
