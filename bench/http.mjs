// What the server answers per second: npm run bench:http. The routes run in turn, round by round, on one built server.
import { hash } from '@node-rs/argon2';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../dist/generated/prisma/client.js';
import { statementNames } from '../dist/database/statement-names.js';
import { interleave, load, ratios, spread } from './support/measure.mjs';
import { report, table } from './support/report.mjs';
import { query, startPostgres, startServer } from './support/servers.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 4);
const PASSWORD = 'a password of the benchmarks';
const USERS = 200;

const postgres = await startPostgres();
try {
  const database = await postgres.createDatabase('http', { audited: true });
  const ids = await fillUsers(database.adminUrl);
  const sections = [await overHttp(database, ids), await namedStatements(database, ids)];
  await report('HTTP', `ROUNDS=${ROUNDS} SECONDS=${SECONDS} npm run bench:http`, sections.join('\n\n'));
} finally {
  await postgres.stop();
}

async function overHttp({ appUrl }, ids) {
  const server = await startServer(appUrl, { audited: true });
  try {
    const idle = await residentMegabytes(server.url);
    const headers = { authorization: `Bearer ${await signIn(server.url)}` };
    const json = { 'content-type': 'application/json' };
    const login = (_, index) => ({
      method: 'POST',
      path: '/api/auth/login',
      headers: json,
      body: JSON.stringify({ email: emailOf(index), password: PASSWORD }),
    });
    const routes = {
      'GET /health/live (no database)': { connections: 50, requests: [{ path: '/health/live' }] },
      'GET /api/users/:id': { connections: 50, requests: ids.map((id) => ({ path: `/api/users/${id}`, headers })) },
      // Argon2id takes 19 MiB and a core for each: more connections would only wait longer.
      'POST /api/auth/login': { connections: 8, requests: Array.from({ length: USERS }, login) },
    };
    const variants = Object.entries(routes).map(([name, route]) => [
      name,
      ({ warmUp }) => load({ url: server.url, seconds: warmUp ? 2 : SECONDS, ...route }),
    ]);
    const results = await interleave(Object.fromEntries(variants), ROUNDS);
    const rows = Object.entries(results).map(([name, rounds]) => [
      name,
      routes[name].connections,
      spread(rounds.map(({ rps }) => rps)),
      spread(rounds.map(({ p50 }) => p50)),
      spread(rounds.map(({ p99 }) => p99)),
    ]);
    const after = await residentMegabytes(server.url);
    return [
      table(['route', 'connections', 'requests/s', 'p50 ms', 'p99 ms'], rows),
      `Resident memory of the server: ${idle} MB when it has just started, ${after} MB after the load.`,
    ].join('\n\n');
  } finally {
    await server.stop();
  }
}

/** The one tuning of the database that Prisma needs: the same queries with and without named statements. */
async function namedStatements({ appUrl }, ids) {
  const clients = {
    unnamed: prismaOn(appUrl, {}),
    named: prismaOn(appUrl, { statementNameGenerator: statementNames() }),
  };
  const queries = {
    'user by id': ({ user }, turn) => user.findUnique({ where: { id: ids[turn % ids.length] } }),
    '20 users with their sessions': ({ user }) => user.findMany({ take: 20, include: { sessions: true } }),
  };
  const rows = [];
  for (const [name, run] of Object.entries(queries)) {
    const variants = Object.entries(clients).map(([side, client]) => [
      side,
      () => perSecond((turn) => run(client, turn)),
    ]);
    const { unnamed, named } = await interleave(Object.fromEntries(variants), ROUNDS);
    rows.push([name, spread(unnamed), spread(named), spread(ratios(named, unnamed), 2)]);
  }
  for (const client of Object.values(clients)) await client.$disconnect();
  return `### Prisma with named statements, 16 in parallel\n\n${table(['query', 'unnamed/s', 'named/s', 'ratio'], rows)}`;
}

function prismaOn(connectionString, options) {
  const pool = new pg.Pool({ connectionString, max: 10 });
  return new PrismaClient({ adapter: new PrismaPg(pool, { ...options, disposeExternalPool: true }) });
}

async function perSecond(run) {
  const start = performance.now();
  const end = start + SECONDS * 500;
  let turn = 0;
  const worker = async () => {
    while (performance.now() < end) await run(turn++);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return turn / ((performance.now() - start) / 1_000);
}

async function fillUsers(adminUrl) {
  const passwordHash = await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  await query(
    adminUrl,
    `INSERT INTO "User" (email, name, "passwordHash", roles, "emailVerifiedAt", "updatedAt")
     SELECT 'user-' || n || '@bench.example', 'User ' || n, '${passwordHash}', '{ADMIN}', now(), now()
     FROM generate_series(0, ${USERS - 1}) n`,
  );
  const rows = await query(adminUrl, 'SELECT id FROM "User"');
  return rows.map(({ id }) => id);
}

async function signIn(url) {
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: emailOf(0), password: PASSWORD }),
  });
  return (await answer.json()).accessToken;
}

async function residentMegabytes(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Math.round(Number(/^process_resident_memory_bytes (\S+)/m.exec(text)[1]) / 1e6);
}

function emailOf(index) {
  return `user-${index}@bench.example`;
}
