import { connect } from 'node:net';
import pg from 'pg';
import { useApp } from '../support/app.js';

const ORIGIN = 'https://clinic.example';
const app = useApp({
  REQUEST_TIMEOUT_MS: '1500',
  DATABASE_CONNECT_TIMEOUT_MS: '20000',
  DATABASE_TIMEOUT_MS: '20000',
  DATABASE_POOL_SIZE: '2',
  TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8',
  CORS_ORIGINS: ORIGIN,
});

it('answers 503 when a handler takes longer than the server allows, and lives on', async () => {
  const doctor = app.as('DOCTOR');
  await doctor.get('/api/auth/me').expect(200);
  const pool = app.nest.get(pg.Pool);
  const held = [await pool.connect(), await pool.connect()];
  try {
    const { body, headers } = await doctor.get('/api/auth/me').expect(503);
    expect(body).toMatchObject({ code: 'timeout', requestId: headers.get('x-request-id') });
    expect(headers.get('retry-after')).toBe('5');
  } finally {
    for (const client of held) client.release();
  }
  await doctor.get('/api/auth/me').expect(200);
});

it('answers once when the limit strikes while the answer waits for its record', async () => {
  const crashes: unknown[] = [];
  const crash = (error: unknown) => crashes.push(error);
  process.on('uncaughtExceptionMonitor', crash);
  const locked = app.db.query('LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2.5)');
  try {
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.anonymous.get('/api/auth/me')));
    for (const { status, body, headers } of answers) {
      expect([status, body.code]).toEqual([401, 'token-missing']);
      expect(headers.get('content-type')).toContain('application/problem+json');
    }
  } finally {
    await locked;
    process.off('uncaughtExceptionMonitor', crash);
  }
  expect(crashes).toEqual([]);
});

it.each([
  ['headers', 'GET /api/auth/me HTTP/1.1\r\nhost: x\r\nx-a: ', 408],
  [
    'body',
    'POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    503,
  ],
])('ends a request whose %s never arrive completely', async (_, bytes, status) => {
  const start = performance.now();
  const answer = await exchange(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toContain('application/problem+json');
  expect(performance.now() - start).toBeLessThan(8_000);
});

it('believes the named proxies about the address, and nobody before them', async () => {
  await app.anonymous.get('/api/auth/me').set('x-forwarded-for', '198.51.100.66, 203.0.113.9, 10.1.2.3').expect(401);
  expect(await app.recorded()).toMatchObject([{ ip: '203.0.113.9' }]);
});

it('opens the API to the browsers of the named origins only', async () => {
  const preflight = (origin: string) =>
    fetch(`${app.url}/api/auth/login`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
  const ours = await preflight(ORIGIN);
  expect([ours.status, ours.headers.get('access-control-allow-origin')]).toEqual([204, ORIGIN]);
  const others = await preflight('https://elsewhere.example');
  expect(others.headers.get('access-control-allow-origin')).not.toBe('https://elsewhere.example');
  const refused = await app.anonymous.get('/api/auth/me').set('origin', ORIGIN);
  expect(refused.headers.get('access-control-allow-origin')).toBe(ORIGIN);
});

function exchange(bytes: string): Promise<string> {
  const { hostname, port } = new URL(app.url);
  return new Promise((ok, no) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => ok(answer));
    socket.on('error', no);
    socket.setTimeout(10_000, () => socket.destroy());
  });
}
