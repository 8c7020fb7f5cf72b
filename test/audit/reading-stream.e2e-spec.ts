import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { useApp } from '../support/app.js';
import { databaseUrl, run } from '../support/database.js';
import { aRecord } from '../support/log-rows.js';
import { aUser } from '../support/users.js';

const app = useApp({ REQUEST_TIMEOUT_MS: '1500' }, { logIsBrokenBecause: 'its records are made by hand' });

interface Event {
  id: string;
  name: string;
  data: { id: string; event: string; reason?: string };
}

/** A reader that collects what it is told. */
async function follow(filter: string, { token, lastEventId }: { token?: string; lastEventId?: string } = {}) {
  const stop = new AbortController();
  const accessToken = token ?? (await app.signIn('auditor@clinic.example')).accessToken;
  const response = await fetch(`${app.url}/api/audit-logs/stream?${filter}`, {
    headers: {
      authorization: `Bearer ${accessToken}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: stop.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: Event[] = [];
  let ended = false;
  const reading = (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop()!;
      for (const part of parts) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
        if (field('data') !== '')
          events.push({ id: field('id'), name: field('event'), data: JSON.parse(field('data')) });
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => (ended = true));
  return {
    events,
    isOver: () => ended,
    ids: () => events.filter(({ name }) => name === '').map(({ data }) => data.id),
    async stop() {
      stop.abort();
      await reading;
    },
  };
}

async function until(condition: () => boolean, ms = 30_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((ok) => setTimeout(ok, 50));
  }
}

it('tells new records that match, within a second, and outlives the limit of ordinary requests', async () => {
  const sessionId = randomUUID();
  await aRecord(app, { sessionId });
  const reader = await follow(`sessionId=${sessionId}&event=!boring`);
  const first = await aRecord(app, { sessionId });
  await aRecord(app, { sessionId, event: 'boring.thing' });
  await aRecord(app, { sessionId: randomUUID() });
  await until(() => reader.ids().length === 1);
  await new Promise((ok) => setTimeout(ok, 2_500));
  const second = await aRecord(app, { sessionId });
  await until(() => reader.ids().length === 2);
  expect(reader.ids()).toEqual([first, second]);
  await reader.stop();
});

it('resumes where the reader was, missing nothing and repeating nothing', async () => {
  const sessionId = randomUUID();
  const reader = await follow(`sessionId=${sessionId}`);
  const seen = [await aRecord(app, { sessionId }), await aRecord(app, { sessionId })];
  await until(() => reader.ids().length === 2);
  await reader.stop();
  expect(reader.ids()).toEqual(seen);
  const missed = [await aRecord(app, { sessionId }), await aRecord(app, { sessionId })];
  const again = await follow(`sessionId=${sessionId}`, { lastEventId: reader.events[0]!.id });
  await until(() => again.ids().length === 3);
  expect(again.ids()).toEqual([seen[1], ...missed]);
  await again.stop();
});

it('leaves no gap for a transaction that began earlier and ended later', async () => {
  const sessionId = randomUUID();
  const slow = new pg.Client({ connectionString: app.db.appUrl });
  await slow.connect();
  const reader = await follow(`sessionId=${sessionId}`);
  await slow.query('BEGIN');
  const { rows } = await slow.query<{ id: string }>(
    `INSERT INTO audit_log (action, event, outcome, source, "actorType", "entityType", "sessionId")
     VALUES ('VIEW', 'slow.thing', 'SUCCESS', 'JOB', 'SYSTEM', 'Thing', $1) RETURNING id`,
    [sessionId],
  );
  const quick = await aRecord(app, { sessionId });
  await new Promise((ok) => setTimeout(ok, 1_200));
  expect(reader.ids()).toEqual([]);
  await slow.query('COMMIT');
  await slow.end();
  await until(() => reader.ids().length === 2);
  expect(reader.ids()).toEqual([rows[0]!.id, quick]);
  await reader.stop();
});

it('does not wait for a transaction in another database of the server', async () => {
  const sessionId = randomUUID();
  const elsewhere = new pg.Client({ connectionString: databaseUrl() });
  await elsewhere.connect();
  const reader = await follow(`sessionId=${sessionId}`);
  await elsewhere.query('BEGIN; SELECT pg_current_xact_id()');
  const record = await aRecord(app, { sessionId });
  await until(() => reader.ids().length === 1);
  expect(reader.ids()).toEqual([record]);
  await elsewhere.query('COMMIT');
  await elsewhere.end();
  await reader.stop();
});

it('goes on where it was when the log could not be read for a while', async () => {
  const sessionId = randomUUID();
  const reader = await follow(`sessionId=${sessionId}`);
  await app.db.query(`REVOKE SELECT ON audit_log FROM ${run.app.user}`);
  await new Promise((ok) => setTimeout(ok, 1_500));
  await app.db.query(`GRANT SELECT ON audit_log TO ${run.app.user}`);
  const record = await aRecord(app, { sessionId });
  await until(() => reader.ids().length === 1);
  expect(reader.ids()).toEqual([record]);
  expect(reader.isOver()).toBe(false);
  await reader.stop();
});

it('ends when the session of its reader ends', async () => {
  const { email } = await aUser(app, { roles: ['AUDITOR'] });
  const { accessToken, client } = await app.signIn(email);
  const reader = await follow('event=resource.deleted', { token: accessToken });
  await client.post('/api/auth/logout').expect(200);
  await until(() => reader.isOver());
  expect(reader.events.at(-1)).toMatchObject({ name: 'end', data: { reason: 'session-ended' } });
});

it('is recorded once, when it opens, and refused to others', async () => {
  const { accessToken } = await app.signIn('auditor@clinic.example');
  const reader = await follow('entityType=Resource', { token: accessToken });
  await app.as('DOCTOR').get('/api/audit-logs/stream').expect(403);
  await app.as('AUDITOR').get('/api/audit-logs/stream').set('last-event-id', 'x').expect(400);
  await app.as('AUDITOR').get('/api/audit-logs/stream?limit=5').expect(400);
  await reader.stop();
  expect(await app.recorded()).toMatchObject([
    { event: 'audit.viewed', outcome: 'SUCCESS', details: { query: { entityType: 'Resource' } } },
    { event: 'audit.viewed', outcome: 'DENIED' },
    { event: 'audit.viewed', outcome: 'FAILURE' },
    { event: 'audit.viewed', outcome: 'FAILURE' },
  ]);
});

it('records at its end whom it showed', async () => {
  const patients = [randomUUID(), randomUUID()].sort();
  const sessionId = randomUUID();
  const reader = await follow(`sessionId=${sessionId}`);
  for (const patientId of patients) await aRecord(app, { sessionId, patientIds: [patientId] });
  await until(() => reader.ids().length === 2);
  await reader.stop();
  const ofStream = async () =>
    (await app.recorded()).filter(({ event, details }) => event === 'audit.viewed' && details?.['state'] === 'ended');
  let [ended] = await ofStream();
  for (let turn = 0; turn < 100 && !ended; turn++) {
    await new Promise((ok) => setTimeout(ok, 50));
    [ended] = await ofStream();
  }
  expect(ended).toMatchObject({
    outcome: 'SUCCESS',
    patientIds: patients,
    details: { records: 2 },
    actorRoles: ['AUDITOR'],
  });
});

it('ends when the server closes, and does not hold it up', async () => {
  const reader = await follow('entityType=Resource');
  const began = Date.now();
  await app.nest.close();
  expect(Date.now() - began).toBeLessThan(4_000);
  await until(() => reader.isOver());
  expect(reader.events.at(-1)).toMatchObject({ name: 'end', data: { reason: 'server-closes' } });
});
