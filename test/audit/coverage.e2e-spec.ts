import type { CoverageDto } from '../../src/audit/coverage.dto.js';
import { clinicAuditPolicy } from '../../src/clinic/clinic.audit-policy.js';
import { useApp } from '../support/app.js';

const app = useApp();

async function coverage(): Promise<CoverageDto> {
  return (await app.as('AUDITOR').get('/api/audit-logs/coverage').expect(200)).body as CoverageDto;
}

it('shows every route with its decision', async () => {
  const { routes } = await coverage();
  expect(routes).toContainEqual({
    method: 'POST',
    path: '/api/auth/login',
    handler: 'AuthController.login',
    decision: 'audited',
    event: 'session.login',
    action: 'CREATION',
    entity: 'Session',
    reason: null,
  });
  const unaudited = routes.filter(({ decision }) => decision === 'unaudited');
  expect(unaudited).toContainEqual(expect.objectContaining({ path: '/metrics', reason: expect.stringMatching(/\S/) }));
});

it('shows every model with its policy and its trigger', async () => {
  const { models } = await coverage();
  expect(models.map(({ model }) => model).sort()).toEqual(Object.keys(clinicAuditPolicy).sort());
  expect(models).toContainEqual(
    expect.objectContaining({ model: 'User', decision: 'audited', reason: null, trigger: 'always' }),
  );
  expect(models).toContainEqual(
    expect.objectContaining({ model: 'AuditLog', decision: 'unaudited', policy: null, trigger: 'none' }),
  );
});

it('finds changes behind the back of the application, and nothing else where all is well', async () => {
  // The set-up of the tests wrote the users by SQL.
  expect((await coverage()).findings).toMatchObject([{ kind: 'database-changes', count: 7 }]);
  await app.db.query(`UPDATE "User" SET name = 'Somebody Else' WHERE email = 'nurse@clinic.example'`);
  expect((await coverage()).findings).toMatchObject([{ kind: 'database-changes', count: 8 }]);
});

it('finds a trigger that somebody weakened while the server runs', async () => {
  await app.db.query('ALTER TABLE "User" DISABLE TRIGGER audit_capture');
  const { findings, models } = await coverage();
  expect(findings.find(({ kind }) => kind === 'installation')).toMatchObject({
    kind: 'installation',
    message: expect.stringContaining('User'),
  });
  expect(models.find(({ model }) => model === 'User')).toMatchObject({ trigger: 'weakened' });
  await app.db.query('ALTER TABLE "User" ENABLE ALWAYS TRIGGER audit_capture');
});

it('is recorded as reading the log, and shown to auditors alone', async () => {
  await coverage();
  await app.as('DOCTOR').get('/api/audit-logs/coverage').expect(403);
  expect(await app.recorded()).toMatchObject([
    { event: 'audit.viewed', outcome: 'SUCCESS', route: '/api/audit-logs/coverage' },
    { event: 'audit.viewed', outcome: 'DENIED', route: '/api/audit-logs/coverage' },
  ]);
});
