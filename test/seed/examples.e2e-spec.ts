import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Role } from '../../src/generated/prisma/enums.js';
import type { DemoLogin } from '../../src/seed/demo-logins.js';
import { STAFF } from '../../src/seed/demo-users.js';
import { asItIs, type Operation } from '../support/as-it-is.js';
import { emptyDatabase, run, type TestDatabase } from '../support/database.js';
import { ServerProcess, temporaryDirectory } from '../support/server.js';

// A clinic is made first.
jest.setTimeout(300_000);

/** No example of these can work, whatever the clinic holds. */
const WITHOUT_EXAMPLE: Record<string, string> = {
  'POST /api/auth/login': 'the password is made for each installation',
  'POST /api/auth/password': 'the same password',
  'POST /api/auth/refresh': 'a refresh token is known to its session alone',
  'POST /api/auth/register': 'registration is closed unless somebody opens it',
  'POST /api/auth/verify-email': 'the token comes by mail',
  'POST /api/auth/set-password': 'the token comes by mail',
  'POST /api/auth/bootstrap': 'the token works until there is an administrator',
};

// The steps find their rows in the demo clinic itself: what makes rows follows them.
const STEPS = /^POST \/api\/(?!patients|camps).*\}\/\w/;
const ORDER = [/^GET/, /^PATCH/, STEPS, /^POST/, /^DELETE/];
const ENDS_SESSION = /auth\/(logout|sessions)/;
/** Longer than the server shows the same examples. */
const SHOWN_MS = 3_000;
const SUCCESSFUL = /^2/;

const data = temporaryDirectory();
const tokens = new Map<string, string>();
let db: TestDatabase;
let server: ServerProcess;
let document: OpenAPIObject;

beforeAll(async () => {
  db = await emptyDatabase();
  const urls = { DATABASE_URL: db.appUrl, MIGRATE_DATABASE_URL: db.adminUrl };
  const settings = { ...urls, DATA_DIR: data.path, JWT_SECRET: run.password };
  expect(await ServerProcess.run(settings, ['seed/cli.js', '--patients', '40']).exit()).toBe(0);
  server = await ServerProcess.start(settings);
  document = await asShown();
});
afterAll(async () => {
  await server?.stop();
  await db.drop();
  data.remove();
});

async function asShown(): Promise<OpenAPIObject> {
  return (await (await fetch(`${server.url}/api/openapi.json`)).json()) as OpenAPIObject;
}

async function tokenOf(role: string): Promise<string> {
  const known = tokens.get(role);
  if (known !== undefined) return known;
  const { email, password } = (data.json('demo-logins.json') as DemoLogin[]).find((login) => login.role === role)!;
  const answer = await fetch(`${server.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  tokens.set(role, accessToken);
  return accessToken;
}

/** With the examples of this moment, as the demo login of a role that may. */
async function send(name: string): Promise<string> {
  const [method, path] = name.split(' ') as [string, string];
  const now = await asShown();
  const operation = (now.paths[path] as Record<string, Operation>)[method.toLowerCase()]!;
  const { address, headers, body } = asItIs(now, path, operation);
  const role = operation['x-roles']?.find((each) => each in Role) ?? 'DOCTOR';
  const stop = new AbortController();
  const answer = await fetch(`${server.url}${address}`, {
    method,
    headers: { ...headers, authorization: `Bearer ${await tokenOf(role)}` },
    signal: stop.signal,
    ...(body === undefined ? {} : { body }),
  });
  const said = answer.ok ? '' : await answer.text();
  // A stream would never end by itself.
  stop.abort();
  if (ENDS_SESSION.test(path)) tokens.delete(role);
  return `${answer.status} ${method} ${address} ${said === '' ? '' : `${body} ${said}`}`;
}

function operations(): string[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const rank = (name: string) => ORDER.findIndex((each) => each.test(name));
  return all.toSorted((a, b) => rank(a) - rank(b));
}

it('shows examples of every operation that succeed as they are, and leave those who work here and the settings alone', async () => {
  const failed: string[] = [];
  const before = await whatWorks();
  for (const name of operations()) {
    if (name in WITHOUT_EXAMPLE) continue;
    const first = await send(name);
    // The documentation may name for a moment what the request before has changed.
    const answer = SUCCESSFUL.test(first) ? first : await sleep(SHOWN_MS).then(() => send(name));
    if (!SUCCESSFUL.test(answer)) failed.push(answer);
  }
  expect(failed).toEqual([]);
  expect(await whatWorks()).toEqual(before);
});

/** Whom the demo logins sign in, what patients book, and when the clinic is open. */
async function whatWorks(): Promise<unknown[]> {
  const staff = STAFF.map(({ email }) => email);
  return [
    await db.query('SELECT email, name, roles, active, "deletedAt" FROM "User" WHERE email = ANY ($1) ORDER BY id', [
      staff,
    ]),
    await db.query(
      `SELECT p.name, profession, "registrationNumber", specialties, site
       FROM "Practitioner" p JOIN "User" u ON u.id = p.id WHERE email = ANY ($1) ORDER BY p.id`,
      [staff],
    ),
    await db.query('SELECT name, "timeZone", "slotMinutes", "openingHours" FROM "ClinicSettings"'),
  ];
}

it('excuses no operation that is not there', () => {
  expect(operations()).toEqual(expect.arrayContaining(Object.keys(WITHOUT_EXAMPLE)));
});

it('names ids of the demo clinic in bodies', async () => {
  const [patient] = await db.query<{ id: string }>('SELECT id FROM "Patient" WHERE NOT restricted ORDER BY id LIMIT 1');
  expect(document.components?.schemas?.['BookAppointmentDto']).toMatchObject({
    properties: { patientId: { example: patient!.id } },
  });
});

it('names nobody once no demo user works here', async () => {
  await db.query(`UPDATE "User" SET active = false WHERE email LIKE 'doctor@%'`);
  await sleep(SHOWN_MS);
  const text = JSON.stringify(await asShown());
  const people = await db.query<{ id: string }>('SELECT id FROM "Patient" UNION SELECT id FROM "User"');
  expect(people.filter(({ id }) => text.includes(id))).toEqual([]);
});
