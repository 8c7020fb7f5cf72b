import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  type ExceptionFilter,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_JSON, toFault, toProblem } from './problem.js';
import { pathOf } from './request-path.js';
import { unknownAddress } from './unknown-address.js';

/**
 * The one place where an exception becomes an answer: handlers, guards, pipes, the body parser, unknown addresses and
 * time limits all end here. What it answered stays at `request.problem` for hooks that run before the answer leaves.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = isUnrouted(thrown, request)
      ? unknownAddress(request)
      : hasLeft(request)
        ? clientGone(thrown)
        : thrown;
    const fault = toFault(error);
    request.problem = { status: fault.status, code: fault.code, error };
    if (fault.status >= 500 && fault.status !== 503)
      request.log.error({ err: error, requestId: request.id }, 'unexpected failure');
    if (reply.sent || reply.raw.headersSent) {
      // Half an answer has left already; cutting the connection is the only way to say that it is not whole.
      reply.raw.destroy();
      return;
    }
    // An address that the adapter itself refuses has passed no hook that sets it.
    reply.header('x-request-id', request.id);
    // What is still to come of the body would be read as the next request.
    if (!request.raw.complete) reply.header('connection', 'close');
    if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
    // A 401 without a challenge is none; the guard knows a better one than this.
    if (fault.status === 401 && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', 'Bearer');
    if (fault.allow) reply.header('allow', fault.allow.join(', '));
    reply
      .code(fault.status)
      .header('content-type', PROBLEM_JSON)
      .send(JSON.stringify(toProblem(fault, { id: request.id, path: pathOf(request) })));
  }
}

// Nest throws a bare NotFoundException where no route matched; what a hook refused before keeps its own reason.
function isUnrouted(thrown: unknown, request: FastifyRequest): boolean {
  return request.is404 && thrown instanceof NotFoundException;
}

// Reading the rest of the body failed; what Node says of it sounds like a fault of a database connection.
function hasLeft({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete;
}

function clientGone(cause: unknown): BadRequestException {
  return new BadRequestException({ code: 'client-gone', message: 'The request did not arrive completely' }, { cause });
}
