import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { databaseFault } from '../database/prisma-error.js';

export interface FieldError {
  /** Path of the value in the body or query: `address.city`, `items.0.name`. */
  field: string;
  message: string;
}

/** What an exception means, before it belongs to a request. */
export interface Fault {
  status: number;
  code: string;
  detail: string;
  errors?: FieldError[];
  /** Seconds; becomes the Retry-After header. */
  retryAfter?: number;
  /** Becomes the Allow header. */
  allow?: string[];
}

/** The body of every answer that is an error: RFC 9457 with the members `code`, `requestId` and `errors`. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  code: string;
  detail: string;
  instance: string;
  requestId: string;
  errors?: FieldError[];
}

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

const INTERNAL = {
  code: 'internal-error',
  detail: 'Something went wrong in the server; quote the requestId when you report it',
};
const BY_STATUS: Record<number, { code: string; detail: string }> = {
  400: { code: 'bad-request', detail: 'The request is not well-formed' },
  401: { code: 'unauthenticated', detail: 'Sign in first' },
  403: { code: 'forbidden', detail: 'You may not do this' },
  404: { code: 'not-found', detail: 'There is nothing at this address' },
  405: { code: 'method-not-allowed', detail: 'This address does not take this method' },
  406: { code: 'not-acceptable', detail: 'None of the accepted formats can be produced' },
  408: { code: 'request-timeout', detail: 'The request did not arrive completely in time' },
  409: { code: 'conflict', detail: 'The request contradicts the present state' },
  410: { code: 'gone', detail: 'This does not exist any more' },
  413: { code: 'body-too-large', detail: 'The body of a request may have at most 1 MB' },
  414: { code: 'url-too-long', detail: 'The address of a request may have at most 8,000 characters' },
  415: { code: 'unsupported-media-type', detail: 'Send the body as application/json' },
  422: { code: 'unprocessable', detail: 'The request is well-formed but cannot be carried out' },
  429: { code: 'too-many-requests', detail: 'Too many requests; wait before you send the next one' },
  431: { code: 'headers-too-large', detail: 'The headers of a request may have at most 16 kB' },
  500: INTERNAL,
  503: { code: 'unavailable', detail: 'The server cannot answer this right now; try again in a few seconds' },
};

/** The one place where an error gets its status and its words. What it does not know is a 500 without a detail. */
export function toFault(error: unknown): Fault {
  if (error instanceof HttpException) return fromHttp(error);
  const fault = databaseFault(error);
  if (fault) return fault;
  if ((error as { code?: unknown } | null)?.code === 'FST_ERR_HANDLER_TIMEOUT') {
    return {
      status: 503,
      code: 'timeout',
      detail: 'The request took longer than the server allows; try again in a few seconds',
      retryAfter: 5,
    };
  }
  return { status: 500, ...INTERNAL };
}

export function toProblem(fault: Fault, request: { id: string; path: string }): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[fault.status] ?? 'Error',
    status: fault.status,
    code: fault.code,
    detail: fault.detail,
    instance: request.path.slice(0, 1_000),
    requestId: request.id,
    ...(fault.errors ? { errors: fault.errors } : {}),
  };
}

/** What is said about a status when nobody knows more. */
export function defaultFault(status: number): Fault {
  return { status, ...(BY_STATUS[status] ?? (status < 500 ? BY_STATUS[400]! : INTERNAL)) };
}

function fromHttp(exception: HttpException): Fault {
  const status = exception.getStatus();
  const response = exception.getResponse();
  const given: Record<string, unknown> = typeof response === 'object' ? { ...response } : { message: response };
  const { code, message, errors, retryAfter, allow } = given;
  const fault = defaultFault(status);
  if (typeof code === 'string') fault.code = code;
  if (speaksToClients(exception, status, code) && typeof message === 'string') fault.detail = message;
  if (Array.isArray(errors)) fault.errors = errors as FieldError[];
  if (typeof retryAfter === 'number') fault.retryAfter = retryAfter;
  else if (status === 503) fault.retryAfter = 5;
  if (Array.isArray(allow)) fault.allow = allow as string[];
  return fault;
}

// The framework's own words name its classes and settings; ours and those of Nest's pipes are meant for clients.
function speaksToClients(exception: HttpException, status: number, code: unknown): boolean {
  if (typeof code === 'string') return true;
  const { code: cause } = (exception.cause ?? {}) as { code?: unknown };
  const fromFramework = typeof cause === 'string' && cause.startsWith('FST_');
  return status === 400 && !fromFramework && exception.message !== 'Bad Request';
}
