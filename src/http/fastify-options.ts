import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type FastifyServerOptions, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Env } from '../config/env.js';
import { answerClientError } from './client-error.js';
import { requestId } from './request-id.js';
import { routableUrl } from './request-url.js';

export const BODY_LIMIT = 1024 * 1024;

export function fastifyOptions(env: Env, logger: Logger) {
  return {
    bodyLimit: BODY_LIMIT,
    // A number of hops would let whoever reaches the server directly invent an address: proxies are named, or none is.
    trustProxy: env.TRUSTED_PROXIES.length > 0 ? env.TRUSTED_PROXIES : false,
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => requestId(request.headers['x-request-id']),
    rewriteUrl: (request: IncomingMessage) => routableUrl(request.url ?? '/'),
    // A long value is the handler's to refuse; the address as a whole has its own limit.
    routerOptions: { maxParamLength: 16_384 },
    handlerTimeout: env.REQUEST_TIMEOUT_MS,
    // A request that trickles in: Node looks for late ones at the given interval, and takes the smaller of the two
    // limits for the headers alone.
    requestTimeout: env.REQUEST_TIMEOUT_MS,
    http: {
      headersTimeout: env.REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: Math.min(5_000, env.REQUEST_TIMEOUT_MS),
    },
    keepAliveTimeout: env.IDLE_TIMEOUT_MS,
    // A socket is silent while its handler works, so this limit starts after the handler's.
    connectionTimeout: Math.max(env.IDLE_TIMEOUT_MS, env.REQUEST_TIMEOUT_MS + 5_000),
    clientErrorHandler: (error: Error, socket: Socket) => answerClientError(logger, error, socket),
    // While the server drains, requests that arrive on open connections are still served.
    return503OnClosing: false,
    loggerInstance: logger,
    // One line for each request is written when it ends, see logging/request-log.ts.
    logController: new LogController({ disableRequestLogging: true }),
  } satisfies FastifyServerOptions & { http: object };
}
