// What auditing costs: npm run bench:audit. Every comparison runs interleaved in one run; the reading part is its own
// command (bench/reading.mjs), because filling five million records takes minutes.
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { AuditedPool, AuditService } from '../dist/audit/index.js';
import { Recorder } from '../dist/audit/record/recorder.js';
import { PrismaClient } from '../dist/generated/prisma/client.js';
import { interleave, load, median, ratios, spread } from './support/measure.mjs';
import { report, table } from './support/report.mjs';
import { addUser, query, signIn, startPostgres, startServer } from './support/servers.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 4);
const PATIENTS = 500;

const postgres = await startPostgres();
try {
  const sections = [await overHttp(), await againstTheUsualWays(), await recordingCeiling()];
  await report('Auditing', `ROUNDS=${ROUNDS} SECONDS=${SECONDS} npm run bench:audit`, sections.join('\n\n'));
} finally {
  await postgres.stop();
}

/** The same application on the same kind of database, with auditing and with auditing compiled out. */
async function overHttp() {
  const sides = {};
  for (const audited of [true, false]) {
    const database = await postgres.createDatabase(audited ? 'http_audited' : 'http_plain', { audited });
    const ids = await fillClinic(database.adminUrl);
    const server = await startServer(database.appUrl, { audited });
    sides[audited ? 'audited' : 'plain'] = { server, ids, headers: await signIn(server.url, 'DOCTOR') };
  }
  try {
    const rows = [];
    for (const [name, request] of Object.entries(requests())) {
      const variants = Object.fromEntries(
        Object.entries(sides).map(([side, clinic]) => [
          side,
          ({ warmUp }) => load({ url: clinic.server.url, seconds: warmUp ? 2 : SECONDS, requests: request(clinic) }),
        ]),
      );
      const { audited, plain } = await interleave(variants, ROUNDS);
      rows.push([
        name,
        spread(audited.map(({ rps }) => rps)),
        spread(plain.map(({ rps }) => rps)),
        spread(
          ratios(
            audited.map(({ rps }) => rps),
            plain.map(({ rps }) => rps),
          ),
          2,
        ),
        `${spread(audited.map(({ p99 }) => p99))} / ${spread(plain.map(({ p99 }) => p99))}`,
        (median(audited.map(({ p99 }) => p99)) / median(plain.map(({ p99 }) => p99))).toFixed(2),
      ]);
    }
    return `### Over HTTP, 50 connections\n\n${table(
      ['request', 'audited, req/s', 'auditing compiled out, req/s', 'ratio', 'p99 ms, audited / out', 'p99 ratio'],
      rows,
    )}`;
  } finally {
    for (const { server } of Object.values(sides)) await server.stop();
  }
}

function requests() {
  let turn = 0;
  return {
    'GET /api/patients/:id': ({ ids, headers }) => ids.map((id) => ({ path: `/api/patients/${id}`, headers })),
    'GET /api/patients?limit=50': ({ headers }) => [{ path: '/api/patients?limit=50', headers }],
    'PATCH /api/patients/:id': ({ ids, headers }) =>
      ids.map((id) => ({
        method: 'PATCH',
        path: `/api/patients/${id}`,
        headers: { ...headers, 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: JSON.stringify({ address: `Rua ${turn++}` }) }),
      })),
  };
}

/** The same update, recorded by the database and by the two ways that applications usually take. */
async function againstTheUsualWays() {
  const ours = await postgres.createDatabase('writes_ours', { audited: true });
  const usual = await postgres.createDatabase('writes_usual', { audited: false });
  const [ourIds, usualIds] = [await fillClinic(ours.adminUrl), await fillClinic(usual.adminUrl)];
  await query(usual.adminUrl, 'GRANT SELECT, INSERT ON audit_log TO custodia_bench_app');
  const pools = [new AuditedPool({ connectionString: ours.appUrl, max: 16 })];
  pools.push(new pg.Pool({ connectionString: usual.appUrl, max: 16 }));
  const [triggered, plain] = pools.map((pool) => new PrismaClient({ adapter: new PrismaPg(pool) }));
  const audit = new AuditService({ connection: { connectionString: ours.appUrl } });
  const job = {
    actor: { type: 'USER', id: ourIds[0], email: 'a@clinic.example', roles: ['DOCTOR'] },
    event: 'patient.updated',
  };
  const extended = withRecordingExtension(plain);
  let turn = 0;
  const change = () => ({ address: `Rua ${turn++}` });
  const ways = {
    'no audit at all': () => plain.patient.update({ where: { id: usualIds[turn % PATIENTS] }, data: change() }),
    'Custodia: trigger, scope in the same batch': () =>
      audit.run(job, () => triggered.patient.update({ where: { id: ourIds[turn % PATIENTS] }, data: change() })),
    'read, update, auditLog.create in one interactive transaction': () =>
      readUpdateWrite(plain, usualIds[turn % PATIENTS], change()),
    'client extension that reads before and writes after': () =>
      extended.patient.update({ where: { id: usualIds[turn % PATIENTS] }, data: change() }),
  };
  try {
    const variants = Object.fromEntries(
      Object.entries(ways).map(([name, work]) => [name, ({ warmUp }) => closedLoop(work, 16, warmUp ? 1 : SECONDS)]),
    );
    const results = await interleave(variants, ROUNDS);
    const own = results['Custodia: trigger, scope in the same batch'];
    const rows = Object.entries(results).map(([name, rates]) => [
      name,
      spread(rates),
      rates === own ? '1' : spread(ratios(own, rates), 2),
    ]);
    return `### The same update by Prisma, 16 at a time\n\n${table(['way', 'updates/s', 'Custodia is × as fast'], rows)}`;
  } finally {
    await audit.onApplicationShutdown();
    for (const client of [triggered, plain]) await client.$disconnect();
    for (const pool of pools) await pool.end();
  }
}

function readUpdateWrite(prisma, id, data) {
  return prisma.$transaction(async (tx) => {
    const before = await tx.patient.findUnique({ where: { id } });
    const after = await tx.patient.update({ where: { id }, data });
    await tx.auditLog.create({ data: logEntry(id, before, after) });
    return after;
  });
}

function withRecordingExtension(prisma) {
  return prisma.$extends({
    query: {
      patient: {
        async update({ args, query: run }) {
          const before = await prisma.patient.findUnique({ where: args.where });
          const after = await run(args);
          await prisma.auditLog.create({ data: logEntry(args.where.id, before, after) });
          return after;
        },
      },
    },
  });
}

function logEntry(id, before, after) {
  const state = (row) => JSON.parse(JSON.stringify(row));
  const changed = { before: state(before), after: state(after), changedFields: ['address'], patientIds: [id] };
  const act = { action: 'UPDATE', event: 'patient.updated', outcome: 'SUCCESS', source: 'HTTP', actorType: 'USER' };
  return { ...act, ...changed, entityType: 'Patient', entityId: id, entityLabel: after.fullName, actorId: id };
}

/** Events per second through the recorder, against the same rows by bare INSERTs of many rows into the same table. */
async function recordingCeiling() {
  const database = await postgres.createDatabase('recording', { audited: true });
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 2 });
  const recorder = new Recorder(pool);
  const batch = 200;
  const bareInsert = bareMultiRowInsert(batch);
  const variants = {
    'AuditService, 200 requests waiting': ({ warmUp }) =>
      closedLoop(() => recorder.write([anEvent()]), batch, warmUp ? 1 : SECONDS),
    'bare INSERT of 200 rows': async ({ warmUp }) =>
      (await closedLoop(() => pool.query(bareInsert()), 1, warmUp ? 1 : SECONDS)) * batch,
  };
  try {
    const results = await interleave(variants, ROUNDS);
    const [ours, bare] = Object.values(results);
    const rows = Object.entries(results).map(([name, rates]) => [name, spread(rates), spread(ratios(rates, bare), 2)]);
    if (ours.length === 0) throw new Error('nothing was measured');
    return `### Recording ceiling, all indexes\n\n${table(['way', 'events/s', 'of the bare INSERT'], rows)}`;
  } finally {
    await pool.end();
  }
}

function anEvent() {
  const id = '01a1f93d-ebbd-7175-93dc-64095cd07934';
  const actor = {
    actorType: 'USER',
    actorId: id,
    actorEmail: 'a@clinic.example',
    actorName: 'Ana Lindqvist',
    actorRoles: ['DOCTOR'],
  };
  const request = { requestId: `r${Math.random()}`, sessionId: id, ip: '127.0.0.1', userAgent: 'bench', method: 'GET' };
  const where = { route: '/api/patients/:id', path: `/api/patients/${id}`, statusCode: 200 };
  const act = {
    action: 'VIEW',
    event: 'patient.viewed',
    outcome: 'SUCCESS',
    source: 'HTTP',
    entityType: 'Patient',
    entityId: id,
  };
  return { ...act, ...actor, ...request, ...where, entityLabel: 'Ana Souza', patientIds: [id] };
}

function bareMultiRowInsert(rows) {
  const columns = Object.keys(anEvent());
  const values = Array.from(
    { length: rows },
    (_, row) => `(${columns.map((_name, at) => `$${row * columns.length + at + 1}`).join(',')})`,
  );
  const text = `INSERT INTO audit_log (${columns.map((name) => `"${name}"`).join(',')}) VALUES ${values.join(',')}`;
  return () => ({ name: 'bare', text, values: Array.from({ length: rows }, () => Object.values(anEvent())).flat() });
}

/** Repetitions per second of `work`, with so many under way at once. */
async function closedLoop(work, width, seconds) {
  const began = performance.now();
  const end = began + seconds * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (performance.now() < end) {
        await work();
        done++;
      }
    }),
  );
  return done / ((performance.now() - began) / 1_000);
}

async function fillClinic(adminUrl) {
  await addUser(adminUrl, 'DOCTOR');
  const rows = await query(
    adminUrl,
    `INSERT INTO "Patient" ("fullName", "birthDate", sex, phone, address, "updatedAt")
     SELECT 'Patient ' || n, date '1950-01-01' + n * 17, 'FEMALE', '+55 11 90000-' || lpad(n::text, 4, '0'), 'Rua ' || n, now()
     FROM generate_series(1, $1::int) n RETURNING id`,
    [PATIENTS],
  );
  await query(adminUrl, 'VACUUM ANALYZE');
  return rows.map(({ id }) => id);
}
