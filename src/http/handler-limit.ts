import { errorCodes, type FastifyInstance } from 'fastify';

/**
 * Holds a request with a body to the same limit as every other. Fastify's own `handlerTimeout` ends when the request
 * closes, and since Node 16 it closes as soon as its body was read.
 */
export function limitHandlers(fastify: FastifyInstance, limitMs: number): void {
  fastify.addHook('preHandler', (request, reply, done) => {
    if (request.raw.readableEnded) {
      const timer = setTimeout(() => {
        if (!reply.sent) reply.send(new errorCodes.FST_ERR_HANDLER_TIMEOUT(limitMs, request.routeOptions.url));
      }, limitMs);
      reply.raw.once('close', () => clearTimeout(timer));
    }
    done();
  });
}
