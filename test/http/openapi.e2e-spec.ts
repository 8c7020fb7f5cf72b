import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { useApp } from '../support/app.js';
import type { Method } from '../support/client.js';

const app = useApp();

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { path: string; method: Method };

let document: OpenAPIObject;
let operations: Operation[];
beforeAll(async () => {
  document = (await app.anonymous.get('/api/openapi.json').expect(200)).body as OpenAPIObject;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...(operation as Operation),
      path,
      method: method.toUpperCase() as Method,
    })),
  );
});

const named = ({ method, path }: Operation) => `${method} ${path}`;

it('describes OpenAPI 3 with every route of /api', () => {
  expect(document.openapi).toMatch(/^3\./);
  expect(document.info).toMatchObject({ title: 'Custodia', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  expect(operations.map(named)).toEqual(expect.arrayContaining(['POST /api/auth/login', 'GET /api/auth/me']));
  expect(Object.keys(document.paths).filter((path) => !path.startsWith('/api/'))).toEqual([]);
});

it('is what the schema of OpenAPI demands', async () => {
  expect(await new Validator().validate({ ...structuredClone(document) })).toEqual({ valid: true });
});

it('refers to nothing that is not there', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!);
  expect(references.length).toBeGreaterThan(20);
  for (const reference of new Set(references)) {
    expect([reference, resolve(reference)]).toEqual([reference, expect.anything()]);
  }
});

it('gives every operation a summary, a tag and an id of its own', () => {
  for (const operation of operations) {
    expect([named(operation), operation]).toEqual([
      named(operation),
      expect.objectContaining({
        summary: expect.stringMatching(/\S/),
        tags: [expect.stringMatching(/\S/)],
        operationId: expect.stringMatching(/^[a-z][A-Za-z0-9]+$/),
      }),
    ]);
  }
  const ids = operations.map(({ operationId }) => operationId);
  expect(ids).toHaveLength(new Set(ids).size);
});

it('declares every parameter of a path', () => {
  for (const operation of operations) {
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (operation.parameters ?? [])
      .filter((p) => 'in' in p && p.in === 'path')
      .map((p) => 'name' in p && p.name);
    expect([named(operation), new Set(declared)]).toEqual([named(operation), new Set(inPath)]);
  }
});

it('says for every operation how it answers, when it fails too', () => {
  for (const operation of operations) {
    const success = Object.keys(operation.responses).filter((status) => /^2\d\d$/.test(status));
    expect([named(operation), success.length]).toEqual([named(operation), 1]);
    const failures = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
    expect([named(operation), failures]).toEqual([named(operation), expect.arrayContaining(['500', '503'])]);
    for (const status of failures) {
      const given = operation.responses[status] as { $ref?: string; content?: object } | undefined;
      const response = (given?.$ref === undefined ? given : resolve(given.$ref)) as { content: object } | undefined;
      expect([named(operation), status, response?.content]).toEqual([
        named(operation),
        status,
        { 'application/problem+json': expect.objectContaining({ schema: { $ref: '#/components/schemas/Problem' } }) },
      ]);
    }
  }
});

it.each([
  ['GET /api/auth/me', '401 500 503'],
  ['GET /api/patients', '400 401 403 500 503'],
  ['GET /api/patients/{id}', '400 401 403 404 500 503'],
  ['GET /api/appointments/slots', '400 401 403 404 500 503'],
  ['PATCH /api/settings', '400 401 403 409 500 503'],
  ['POST /api/queue', '400 401 403 404 409 422 500 503'],
  ['POST /api/auth/login', '400 401 429 500 503'],
  ['POST /api/auth/register', '400 403 429 500 503'],
  ['POST /api/auth/verify-email', '400 500 503'],
])('names of %s the failures that can happen: %s', (name, statuses) => {
  const { responses } = operations.find((operation) => named(operation) === name)!;
  const failures = Object.keys(responses).filter((status) => Number(status) >= 400);
  expect(failures.join(' ')).toBe(statuses);
});

it('shows an example for every value of a body', () => {
  for (const operation of operations) {
    const body = operation.requestBody as { content: Record<string, { schema: { $ref: string } }> } | undefined;
    if (!body) continue;
    const { properties } = resolve(body.content['application/json']!.schema.$ref) as {
      properties: Record<string, { example?: unknown; enum?: unknown; $ref?: string; items?: object }>;
    };
    for (const [name, schema] of Object.entries(properties)) {
      const shown = 'example' in schema || 'enum' in schema || '$ref' in schema || 'items' in schema;
      expect([named(operation), name, shown]).toEqual([named(operation), name, true]);
    }
  }
});

it('fills no query or header in that may be left out, and says its example in words', () => {
  const parameters = operations.flatMap((operation) =>
    (operation.parameters ?? []).flatMap((parameter) => ('in' in parameter ? [{ operation, parameter }] : [])),
  );
  for (const { operation, parameter } of parameters) {
    if (parameter.required || parameter.in === 'path') continue;
    expect(JSON.stringify([named(operation), parameter])).not.toMatch(/"examples?":/);
  }
  const optional = parameters.filter(({ parameter }) => !parameter.required);
  for (const name of ['search', 'patientId', 'ip', 'Idempotency-Key', 'X-Audit-Reason']) {
    const shown = optional.find(({ parameter }) => parameter.name === name)?.parameter;
    expect([name, shown?.description]).toEqual([name, expect.stringMatching(/For example: `[^`]+`/)]);
  }
});

it('asks for a token exactly where the server asks for one', async () => {
  expect(document.components?.securitySchemes?.['bearer']).toMatchObject({ type: 'http', scheme: 'bearer' });
  for (const operation of operations) {
    const path = operation.path.replace(/\{\w+\}/g, '01890000-0000-7000-8000-000000000000');
    const { body } = await app.anonymous.request(operation.method, path);
    const asks = (body as { code?: string } | undefined)?.code === 'token-missing';
    expect([named(operation), asks]).toEqual([named(operation), operation.security !== undefined]);
  }
});

it.each(['/', '/api'])('leads from %s to Swagger UI, which leaves no record', async (address) => {
  const { status, headers } = await app.anonymous.get(address);
  const leads = new URL(headers.get('location')!, `${app.url}${address}`);
  expect([status, leads.pathname]).toEqual([302, '/api/docs']);
  await app.anonymous.get(leads.pathname).expect(200);
  expect(await app.recorded()).toEqual([]);
});

it('serves Swagger UI from this server alone, with nothing that the content policy would stop', async () => {
  const page = await app.anonymous.get('/api/docs').expect(200);
  const script = await app.anonymous.get('/api/docs/start.js').expect(200);
  expect(script.text).toContain('persistAuthorization: true');
  const files = [...page.text.matchAll(/(?:src|href)=["']([^"']+)["']/g)].map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    expect(file).not.toMatch(/^(https?:)?\/\//);
    await app.anonymous.get(new URL(file, `${app.url}/api/docs`).pathname).expect(200);
  }
  expect(page.text).not.toMatch(/<script>|\son\w+=/);
});

function resolve(reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document);
}
