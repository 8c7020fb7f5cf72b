import type { FastifyInstance, FastifyReply } from 'fastify';

/**
 * A handler and the time limit race for one answer, and an answer may wait in `onSend` until it is recorded. Fastify
 * notices the loser only once headers have left, and would write them twice. From the moment an answer begins, what
 * the loser sends is dropped: the limit if the handler came first, everything if the limit did.
 */
export function sendOneAnswer(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const timedOut = isTimeout(request.problem?.error);
    const send = reply.send.bind(reply);
    reply.send = (late?: unknown): FastifyReply => (timedOut || isTimeout(late) ? reply : send(late));
    done(null, payload);
  });
}

function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null | undefined)?.code === 'FST_ERR_HANDLER_TIMEOUT';
}
