import { useApp } from '../support/app.js';

const app = useApp();

it('is alive', async () => {
  expect((await app.anonymous.get('/health/live').expect(200)).body).toEqual({ status: 'live' });
});

it('is ready when the database answers and has every migration', async () => {
  const { body } = await app.anonymous.get('/health/ready').expect(200);
  expect(body).toMatchObject({
    status: 'ready',
    checks: { database: { status: 'ok', milliseconds: expect.any(Number) }, migrations: { status: 'ok' } },
  });
});

it('is not ready while a migration is missing, and stays alive', async () => {
  const [last] = await app.db.query<{ id: string; migration_name: string }>(
    'SELECT id, migration_name FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1',
  );
  const finish = (value: string) =>
    app.db.query(`UPDATE _prisma_migrations SET finished_at = ${value} WHERE id = $1`, [last!.id]);
  await finish('NULL');
  try {
    const { body } = await app.anonymous.get('/health/ready').expect(503);
    expect(body).toMatchObject({
      status: 'not-ready',
      checks: { database: { status: 'ok' }, migrations: { status: 'failing', pending: [last!.migration_name] } },
    });
    await app.anonymous.get('/health/live').expect(200);
  } finally {
    await finish('now()');
  }
});

it('counts requests by the pattern of their route, never by their path', async () => {
  await app.anonymous.get('/api/auth/me').expect(401);
  await app.anonymous.get('/api/invented-address').expect(404);
  const { text, headers } = await app.anonymous.get('/metrics').expect(200);
  expect(headers.get('content-type')).toContain('text/plain');
  expect(text).toMatch(/^http_request_duration_seconds_count\{method="GET",route="\/api\/auth\/me",status="401"\} 1$/m);
  expect(text).toMatch(/^http_request_duration_seconds_count\{method="GET",route="unknown",status="404"\} 1$/m);
  expect(text).toMatch(/^database_pool_connections\{state="total"\} [1-9]/m);
  expect(text).toMatch(/^database_pool_connections\{state="waiting"\} 0$/m);
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).not.toContain('invented');
});

it('keeps the probes outside /api', async () => {
  await app.anonymous.get('/api/health/live').expect(404);
  await app.anonymous.get('/api/metrics').expect(404);
});
