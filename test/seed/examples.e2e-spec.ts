import { jest } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Role } from '../../src/generated/prisma/enums.js';
import type { DemoLogin } from '../../src/seed/demo-logins.js';
import { emptyDatabase, run, type TestDatabase } from '../support/database.js';
import { ServerProcess, temporaryDirectory } from '../support/server.js';

// A clinic is made first.
jest.setTimeout(300_000);

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { 'x-roles'?: string[] };

const data = temporaryDirectory();
const tokens = new Map<string, string>();
let db: TestDatabase;
let server: ServerProcess;
let document: OpenAPIObject;

beforeAll(async () => {
  db = await emptyDatabase();
  const urls = { DATABASE_URL: db.appUrl, MIGRATE_DATABASE_URL: db.adminUrl };
  const settings = { ...urls, DATA_DIR: data.path, JWT_SECRET: run.password };
  expect(await ServerProcess.run(settings, ['seed/cli.js', '--patients', '12']).exit()).toBe(0);
  server = await ServerProcess.start(settings);
  document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as OpenAPIObject;
});
afterAll(async () => {
  await server?.stop();
  await db.drop();
  data.remove();
});

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

/** What Swagger UI sends when nothing is typed: every parameter that has an example or a default, with it. */
async function sentAsItIs(path: string, { parameters = [], 'x-roles': roles = [] }: Operation) {
  const query = new URLSearchParams();
  const headers: Record<string, string> = {
    authorization: `Bearer ${await tokenOf(roles.find((role) => role in Role) ?? 'DOCTOR')}`,
  };
  let address = path;
  for (const parameter of parameters) {
    if (!('in' in parameter)) continue;
    const { name, required, schema = {} } = parameter;
    const { example = parameter.example, default: usual, enum: [choice] = [] } = '$ref' in schema ? {} : schema;
    const shown = example ?? usual ?? (required ? choice : undefined);
    if (shown === undefined) continue;
    const values = [shown].flat().map(String);
    if (parameter.in === 'path') address = address.replace(`{${name}}`, values[0]!);
    if (parameter.in === 'header') headers[name] = values[0]!;
    if (parameter.in === 'query') for (const value of values) query.append(name, value);
  }
  const stop = new AbortController();
  const answer = await fetch(`${server.url}${address}?${query}`, { headers, signal: stop.signal });
  const said = answer.ok ? '' : await answer.text();
  // A stream would never end by itself.
  stop.abort();
  return { status: answer.status, said: `GET ${address}?${query}: ${answer.status} ${said}` };
}

it('shows examples of every reading operation that succeed as they are', async () => {
  const failed: string[] = [];
  let tried = 0;
  for (const [path, { get }] of Object.entries(document.paths)) {
    if (!get) continue;
    tried++;
    const { status, said } = await sentAsItIs(path, get);
    if (status >= 300) failed.push(said);
  }
  expect(failed).toEqual([]);
  expect(tried).toBeGreaterThan(40);
});

it('names ids of the demo clinic in bodies', async () => {
  const [patient] = await db.query<{ id: string }>('SELECT id FROM "Patient" WHERE NOT restricted ORDER BY id LIMIT 1');
  expect(document.components?.schemas?.['BookAppointmentDto']).toMatchObject({
    properties: { patientId: { example: patient!.id } },
  });
});

it('names nobody once no demo user works here', async () => {
  await db.query(`UPDATE "User" SET active = false WHERE email LIKE 'doctor@%'`);
  const text = await (await fetch(`${server.url}/api/openapi.json`)).text();
  const people = await db.query<{ id: string }>('SELECT id FROM "Patient" UNION SELECT id FROM "User"');
  expect(people.filter(({ id }) => text.includes(id))).toEqual([]);
});
