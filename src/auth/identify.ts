import type { FastifyRequest } from 'fastify';
import type { Identified } from './signed-in.js';

export type IdentifiableRequest = FastifyRequest & { user?: Identified };

/**
 * Names the person behind a request that no guard signed in. Call it once the identity is proven and before the
 * first write: whoever records the change reads the actor from the request.
 */
export function identify(request: IdentifiableRequest, { id, email, name, roles, sessionId }: Identified): void {
  request.user = { id, email, name, roles, ...(sessionId === undefined ? {} : { sessionId }) };
}
