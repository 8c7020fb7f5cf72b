import type { OpenAPIObject } from '@nestjs/swagger';
import { defaultFault, type Problem, toProblem } from '../problem.js';
import { mayFail } from './may-fail.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Reference = { $ref: string };
type Response = Exclude<NonNullable<Operation['responses'][string]>, Reference>;
type Schema = Exclude<NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string], Reference>;

const STATUSES = [400, 401, 403, 404, 409, 422, 429, 500, 503] as const;
const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const text = (description: string): Schema => ({ type: 'string', description });

const PROBLEM: Schema = {
  type: 'object',
  description: 'Every answer that is an error (RFC 9457)',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'requestId'],
  properties: {
    type: { ...text('Always about:blank: the code says what happened'), example: 'about:blank' },
    title: text('The words of the status'),
    status: { type: 'integer' },
    code: text('Stable; programs decide by it'),
    detail: text('For people: what happened and what to do'),
    instance: text('The path of the request'),
    requestId: text('Also in the header x-request-id, in the log of the server and in the audit log'),
    errors: {
      type: 'array',
      description: 'What is wrong with which field',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { ...text('Path of the value'), example: 'address.city' },
          message: text('What is wrong'),
        },
      },
    },
  },
};

/** Adds to every operation how it may fail, as far as its shape tells; what a route says itself about a status stays. */
export function withProblems(document: OpenAPIObject): OpenAPIObject {
  const components = document.components ?? {};
  for (const operation of operationsOf(document)) {
    const may = mayFail(document, operation);
    for (const status of STATUSES) {
      const own = operation.responses[status];
      if (!own && !may[status]) continue;
      operation.responses[status] =
        own && 'description' in own && own.description
          ? { ...responseFor(status), description: own.description }
          : { $ref: `#/components/responses/${nameOf(status)}` };
    }
  }
  return {
    ...document,
    components: {
      ...components,
      schemas: { ...components.schemas, Problem: PROBLEM },
      responses: {
        ...components.responses,
        ...Object.fromEntries(STATUSES.map((status) => [nameOf(status), responseFor(status)])),
      },
    },
  };
}

export function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.values(document.paths).flatMap((path) => METHODS.flatMap((method) => path[method] ?? []));
}

function nameOf(status: number): string {
  return exampleOf(status).title.replaceAll(' ', '');
}

function responseFor(status: number): Response {
  return {
    description: exampleOf(status).title,
    headers: {
      'x-request-id': { schema: { type: 'string' } },
      ...(status === 503 || status === 429
        ? { 'retry-after': { description: 'Seconds to wait', schema: { type: 'integer' } } }
        : {}),
    },
    content: {
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example: exampleOf(status) },
    },
  };
}

function exampleOf(status: number): Problem {
  const request = { id: '0197a0c5-6d1e-7b3a-9c55-3f0e8a6f2b11', path: '/api/…' };
  const example = toProblem(defaultFault(status), request);
  if (status !== 400) return example;
  return {
    ...example,
    code: 'validation-failed',
    detail: 'The request has a fault in: email',
    errors: [{ field: 'email', message: 'email must be an email' }],
  };
}
