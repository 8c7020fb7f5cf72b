import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { pathOf } from '../http/request-path.js';

/** One line for each request when its answer has left. Never a query, a header or a body: they hold names and secrets. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    logger[levelOf(request, reply)](
      lineOf(request, reply),
      `${request.method} ${request.routeOptions.url ?? '(unknown)'}`,
    );
    done();
  });
}

function lineOf(request: FastifyRequest, reply: FastifyReply) {
  return {
    requestId: request.id,
    userId: (request as { user?: { id: string } }).user?.id,
    method: request.method,
    route: request.routeOptions.url,
    path: pathOf(request).slice(0, 300),
    status: reply.statusCode,
    code: request.problem?.code,
    duration: Math.round(reply.elapsedTime * 10) / 10,
    ip: request.ip,
  };
}

function levelOf(request: FastifyRequest, reply: FastifyReply): 'error' | 'warn' | 'info' | 'debug' {
  if (reply.statusCode === 503) return 'warn';
  if (reply.statusCode >= 500) return 'error';
  // Probes ask every few seconds.
  return request.routeOptions.url?.startsWith('/api') === false ? 'debug' : 'info';
}
