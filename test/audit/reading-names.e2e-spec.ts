import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useApp } from '../support/app.js';
import { aRecord } from '../support/log-rows.js';
import { aUser } from '../support/users.js';

const app = useApp({}, { logIsBrokenBecause: 'it has records of an earlier version' });
const auditor = () => app.as('AUDITOR');
const log = (query: string) => auditor().get(`/api/audit-logs?${query}`);

describe('a name that nobody knows', () => {
  it.each([
    ['event=patient.seen', 'event', ['"patient.seen"', 'patient.viewed', 'patient.break-glass']],
    ['event=logon', 'event', ['"logon"', 'session.…', 'patient.…']],
    ['entityType=patient', 'entityType', ['"patient"', 'Patient', 'MedicareClaim', 'Route']],
    ['role=doctor', 'role', ['"doctor"', 'DOCTOR', 'BILLING']],
    ['event=patient.viewed&event=no.such', 'event', ['"no.such"']],
  ])('in %s is refused, and the answer tells those that are', async (query, field, words) => {
    const { body } = await log(query).expect(400);
    expect(body).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
    for (const word of words) expect(body.errors[0].message).toContain(word);
    expect(await app.recorded()).toMatchObject([
      {
        action: 'VIEW',
        event: 'audit.viewed',
        outcome: 'FAILURE',
        entityType: 'AuditLog',
        patientIds: [],
        details: { reason: 'validation-failed' },
      },
    ]);
  });

  it('is named with the other faults', async () => {
    const { body } = await log('event=logon&entityType=Patiant&role=KING').expect(400);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['event', 'entityType', 'role']);
  });

  it('may be excluded', async () => {
    await log('event=!no.such&entityType=!Patiant&role=!KING').expect(200);
  });

  it('is refused by every route that searches the log', async () => {
    const { id } = await aUser(app);
    for (const path of [
      '/api/audit-logs/export?format=csv&event=no.such',
      '/api/audit-logs/stream?entityType=Patiant',
      `/api/users/${id}/activity?role=KING`,
      `/api/audit-logs/entities/User/${id}?event=no.such`,
    ]) {
      expect((await auditor().get(path).expect(400)).body.code).toBe('validation-failed');
    }
  });
});

describe('a name', () => {
  it.each(['event=PATIENT.Break', 'event=camp.cancelled', 'event=audit.altered', 'entityType=Job', 'role=PHARMACIST'])(
    'that the application knows finds nothing where nothing was recorded: %s',
    async (query) => {
      expect((await log(`${query}&sessionId=none`).expect(200)).body.items).toEqual([]);
    },
  );

  it.each([
    ['event', 'ward.closed', { event: 'ward.closed' }],
    ['entityType', 'Ward', { entityType: 'Ward' }],
    ['role', 'MATRON', { actorRoles: ['MATRON'] }],
  ])('that only the log knows finds what an earlier version recorded: %s=%s', async (field, name, given) => {
    await log(`${field}=${name}`).expect(400);
    const id = await aRecord(app, given);
    const { body } = await log(`${field}=${name}`).expect(200);
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([id]);
  });

  it('that the code gives an event is known before it happens', async () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /^(?!generated).*(?<!\.spec)\.ts$/.test(file),
    );
    const text = files.map((file) => readFileSync(join('src', file), 'utf8').replace(/^ *(\*|\/\/|\/\*).*$/gm, ''));
    const events = new Set(
      text.flatMap((code) => [...code.matchAll(/event: '([a-z-]+\.[a-z-]+)'/g)].map(([, event]) => event!)),
    );
    expect(events.size).toBeGreaterThan(80);
    const unknown = [];
    for (const event of events) if ((await log(`event=${event}&sessionId=none`)).status !== 200) unknown.push(event);
    expect(unknown).toEqual([]);
  });
});
