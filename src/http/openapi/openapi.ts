import { readFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AuditRoutes } from '../../audit/index.js';
import { type DemoExamples, withDemoExamples } from './demo-examples.js';
import { withIdempotencyKeys } from './idempotency-keys.js';
import { keptFor } from './kept-for.js';
import { withOptionalExamplesInWords } from './optional-examples.js';
import { operationsOf, withProblems } from './problem-responses.js';
import { serveSwaggerUi } from './swagger-ui.js';

/** So long may an example name what is gone: who asks for the document makes the database look up some fifty rows. */
const KEPT_MS = 2_000;

const DESCRIPTION = `The clinic backend that can prove who saw and who changed every record.

Sign in with \`POST /api/auth/login\`, press **Authorize** and paste the \`accessToken\`; it stays until you sign out of it here.
Every error is \`application/problem+json\` with a stable \`code\`. Unknown keys of a body or a query are refused.

Every POST outside \`/api/auth\` takes an \`Idempotency-Key\`: sent again after a lost answer, it is carried out once.
PATCH and DELETE refuse it (400 \`idempotency-key-not-taken\`): sent twice, they do nothing a second time.`;

/**
 * Swagger UI at /api/docs and the document at /api/openapi.json, which is written when somebody first asks for it; its
 * examples name what is there when somebody asks, or was a moment before.
 */
export function serveOpenApi(app: NestFastifyApplication, examples: () => Promise<DemoExamples>): void {
  const fastify = app.getHttpAdapter().getInstance();
  let document: OpenAPIObject | undefined;
  const text = keptFor(KEPT_MS, async () => {
    document ??= createDocument(app);
    return JSON.stringify(withOptionalExamplesInWords(withDemoExamples(document, await examples())));
  });
  fastify.get('/api/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(await text()),
  );
  serveSwaggerUi(fastify);
}

/** The documentation of all routes, also of an application that was not started. */
export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Custodia')
    .setDescription(DESCRIPTION)
    .setVersion(version())
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    // UsersController.view → usersView: what a generated client calls its method.
    operationIdFactory: (controller, method) =>
      controller.replace(/Controller$/, '').replace(/^./, (first) => first.toLowerCase()) +
      method.replace(/^./, (first) => first.toUpperCase()),
  });
  const { plans } = app.get(AuditRoutes, { strict: false }).table;
  return withProblems(withIdempotencyKeys(withRoles(document), plans));
}

/** Says in words who may call: Swagger UI does not show extensions. */
function withRoles(document: OpenAPIObject): OpenAPIObject {
  for (const operation of operationsOf(document)) {
    const { 'x-roles': roles } = operation as { 'x-roles'?: string[] };
    if (roles) operation.description = `**For:** ${roles.join(', ')}\n\n${operation.description ?? ''}`.trim();
  }
  return document;
}

function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
