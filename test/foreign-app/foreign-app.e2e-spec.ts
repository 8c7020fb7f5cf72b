import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import { declareTriggers, installAudit, modelsOf } from '../../src/audit/index.js';
import type { RecordRow } from '../support/app.js';
import { Client } from '../support/client.js';
import { emptyDatabase, run, type TestDatabase } from '../support/database.js';
import { createForeignApp, visitorsAuditPolicy } from './app.js';
import { PrismaClient } from './generated/client.js';
import { PrismaPg } from '@prisma/adapter-pg';

let db: TestDatabase;
let app: NestExpressApplication;
const http = new Client(() => `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`);

// All that an application does once: its own table, the migrations of the log, and the triggers of its policy.
beforeAll(async () => {
  db = await emptyDatabase();
  for (const name of [
    '20261120000000_audit_log',
    '20261120140000_audit_reading',
    '20261120150000_audit_rollup',
    '20261121160000_audit_search',
  ]) {
    await db.query(readFileSync(join('prisma', 'migrations', name, 'migration.sql'), 'utf8'));
  }
  await db.query(`
    CREATE TABLE visits (visit_id serial PRIMARY KEY, visitor_name text NOT NULL, passport text, room int NOT NULL DEFAULT 0,
      touched_at timestamptz(3) NOT NULL DEFAULT now());
    GRANT USAGE ON SCHEMA public TO ${run.app.user};
    GRANT SELECT, INSERT, UPDATE, DELETE ON visits TO ${run.app.user};
    GRANT USAGE ON SEQUENCE visits_visit_id_seq TO ${run.app.user}`);
  const models = modelsOf(new PrismaClient({ adapter: new PrismaPg({ connectionString: db.appUrl }) }));
  const owner = new pg.Client({ connectionString: db.adminUrl });
  await owner.connect();
  await installAudit(owner, { declared: declareTriggers(visitorsAuditPolicy, models), appRole: run.app.user });
  await owner.end();
  app = await createForeignApp(db.appUrl);
  await app.listen(0, '127.0.0.1');
});

afterAll(async () => {
  await app?.close();
  await db?.drop();
});

async function recordsOf(requestId: string): Promise<RecordRow[]> {
  return db.query<RecordRow & pg.QueryResultRow>(`SELECT * FROM audit_log WHERE "requestId" = $1 ORDER BY id`, [
    requestId,
  ]);
}

describe('an application with its own schema, integer ids and Express', () => {
  it('records a creation in the words of its own schema', async () => {
    const visit = await http
      .post('/visits', { visitorName: 'Joana Prado', passport: 'X1' })
      .set('x-request-id', 'one')
      .expect(201);
    expect(await recordsOf('one')).toMatchObject([
      {
        action: 'CREATION',
        event: 'visit.announced',
        entityType: 'Visit',
        entityId: String(visit.body.id),
        entityLabel: 'Joana Prado',
        after: { id: visit.body.id, visitorName: 'Joana Prado', passport: '[redacted]', room: 0 },
        route: '/visits',
        statusCode: null,
      },
    ]);
  });

  it('records a change with the fields that changed', async () => {
    const { body } = await http.post('/visits', { visitorName: 'Ravi' }).expect(201);
    await http.patch(`/visits/${body.id}`, { room: 7 }).set('x-request-id', 'two').expect(200);
    expect(await recordsOf('two')).toMatchObject([
      { action: 'UPDATE', changedFields: ['room'], before: { room: 0 }, after: { room: 7 }, entityLabel: 'Ravi' },
    ]);
  });

  it('records one act for a change that changed nothing', async () => {
    const { body } = await http.post('/visits', { visitorName: 'Ravi' }).expect(201);
    await http.patch(`/visits/${body.id}`, {}).set('x-request-id', 'nothing').expect(200);
    expect(await recordsOf('nothing')).toMatchObject([
      {
        action: 'UPDATE',
        event: 'visit.changed',
        entityId: String(body.id),
        before: null,
        after: null,
        statusCode: 200,
      },
    ]);
  });

  it('records a view and a deletion', async () => {
    const { body } = await http.post('/visits', { visitorName: 'Mei' }).expect(201);
    await http.get(`/visits/${body.id}`).set('x-request-id', 'three').expect(200);
    await http.delete(`/visits/${body.id}`).set('x-request-id', 'four').expect(200);
    expect(await recordsOf('three')).toMatchObject([
      { action: 'VIEW', event: 'visit.viewed', entityId: String(body.id), entityLabel: 'Mei', outcome: 'SUCCESS' },
    ]);
    expect(await recordsOf('four')).toMatchObject([
      { action: 'DELETION', before: { visitorName: 'Mei' }, after: null },
    ]);
  });

  it('records what fails, whoever refused it', async () => {
    await http.get('/visits/987654').set('x-request-id', 'five').expect(404);
    await http.post('/visits', '{"visitorName":').set('x-request-id', 'six').expect(400);
    await http.get('/nowhere').set('x-request-id', 'seven').expect(404);
    expect(await recordsOf('five')).toMatchObject([
      {
        event: 'visit.viewed',
        outcome: 'FAILURE',
        entityId: '987654',
        statusCode: 404,
        details: { reason: 'not-found' },
      },
    ]);
    expect(await recordsOf('six')).toMatchObject([{ event: 'visit.announced', outcome: 'FAILURE', statusCode: 400 }]);
    expect(await recordsOf('seven')).toMatchObject([{ event: 'route.unknown', outcome: 'FAILURE', path: '/nowhere' }]);
  });

  it('does not start when a model has no decision', () => {
    const models = [{ name: 'Forgotten', table: 'forgotten', columns: new Map([['id', 'id']]) }];
    expect(() => declareTriggers(visitorsAuditPolicy, models)).toThrow(/Forgotten: no audit decision/);
  });

  it('reads and exports its log over Express', async () => {
    const { body } = await http.post('/visits', { visitorName: 'Mei Lin' }).expect(201);
    const list = await http.get(`/audit-logs?entityType=Visit&entityId=${body.id}&event=!viewed`).expect(200);
    expect(list.body).toMatchObject({ items: [{ event: 'visit.announced', entity: { label: 'Mei Lin' } }], total: 1 });
    await http.get('/audit-logs?actorEmail[contains]=x').expect(400);
    const { text } = await http.get('/audit-logs/export?format=csv&q=mei%20lin').expect(200);
    expect(text).toContain('Mei Lin');
    const ends = await db.query(`SELECT details FROM audit_log WHERE event = 'audit.exported' ORDER BY id`);
    expect(ends).toMatchObject([{ details: { state: 'started' } }, { details: { state: 'completed', rows: 1 } }]);
  });
});
