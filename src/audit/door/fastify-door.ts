import type { AuditRequest } from '../audit.options.js';
import { withScope } from '../scope/current-scope.js';
import type { Visits } from './visits.js';

interface Request extends AuditRequest {
  raw: object;
  is404?: boolean;
  routeOptions?: { url?: string };
}

interface Socket {
  remoteAddress?: string;
  /** Node's own: the answer that is under way on this socket. */
  _httpMessage?: unknown;
}

type Done = (error?: Error | null, payload?: unknown) => void;

const MISREAD: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'headers-too-large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request-timeout'],
};

/** The part of Fastify that the door needs; the module does not depend on it, an Express application has none. */
export interface FastifyLike {
  server: { on(event: 'clientError', listener: (error: { code?: string }, socket: Socket) => void): unknown };
  addHook(name: 'onRequest' | 'preHandler', hook: (request: Request, reply: object, done: Done) => void): unknown;
  addHook(
    name: 'onSend',
    hook: (request: Request, reply: { statusCode: number }, payload: unknown, done: Done) => void,
  ): unknown;
}

export function guardFastify(fastify: FastifyLike, door: Visits): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    door.open(request.raw, request, request.is404 ? undefined : request.routeOptions?.url);
    done();
  });
  // The context is entered after the body was read: reading continues in the socket's context and would lose it.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const scope = door.scopeOf(request.raw);
    if (scope) withScope(scope, done);
    else done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (door.isClosed(request.raw, reply.statusCode)) return done(null, payload);
    void door.close(request.raw, reply.statusCode).then(() => done(null, payload), done);
  });
  // What is not HTTP never becomes a request. A fault in the body of one that did is the request's own.
  fastify.server.on('clientError', ({ code = '' }, socket) => {
    if (socket._httpMessage || !/^HPE_|^ERR_HTTP_REQUEST_TIMEOUT$/.test(code)) return;
    const [status, reason] = MISREAD[code] ?? [400, 'malformed-request'];
    // Nobody waits for it, and it never rejects.
    void door.misread(socket.remoteAddress, status, reason);
  });
}
