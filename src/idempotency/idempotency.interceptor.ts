import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { AuditRoutes, AuditService, type RoutePlan } from '../audit/index.js';
import { Env } from '../config/env.js';
import { wordsForLog } from '../logging/error-for-log.js';
import { keyInvalid, keyNotTaken } from './idempotency-faults.js';
import { type Answer, IdempotencyKeys } from './idempotency-keys.service.js';
import { Replay } from './replay.service.js';
import { requestHash, requestHashKey } from './request-hash.js';
import { KEY_HEADER, refusesKey, takesKey } from './takes-key.js';

type Asked = FastifyRequest & { user?: { id: string } };

/** Carries a POST with an Idempotency-Key out once, however often it is sent: see ARCHITECTURE.md. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');
  private readonly hashKey: Buffer;

  constructor(
    private readonly routes: AuditRoutes,
    private readonly audit: AuditService,
    private readonly keys: IdempotencyKeys,
    private readonly replay: Replay,
    { JWT_SECRET }: Env,
  ) {
    this.hashKey = requestHashKey(JWT_SECRET);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Asked>();
    const key = request.headers[KEY_HEADER.toLowerCase()];
    const plan = this.routes.of(context.getHandler());
    if (key === undefined || !plan) return next.handle();
    if (refusesKey(plan)) throw keyNotTaken(plan.method);
    if (!takesKey(plan)) return next.handle();
    if (typeof key !== 'string' || !/^[!-~]{1,255}$/.test(key)) throw keyInvalid();
    return from(this.once(key, plan, request, http.getResponse<FastifyReply>(), next));
  }

  private async once(
    key: string,
    plan: RoutePlan,
    request: Asked,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const hash = requestHash(this.hashKey, request.url, request.body);
    const claimed = await this.keys.claim({ userId: request.user!.id, route: plan.path, key, hash });
    if ('done' in claimed) return this.replay.give(claimed.done, claimed.answer, { plan, request, reply });
    const { claim } = claimed;
    // By this the records of the act are found again; and no write is made once somebody else has taken the key over.
    this.audit.describe({ details: { idempotencyKey: key } });
    this.audit.require(claim);
    let result: unknown;
    try {
      result = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.tryTo(this.keys.release(claim));
      throw error;
    }
    await this.tryTo(this.keys.keep(claim, answerOf(result, reply)));
    return result;
  }

  // The act has happened, or has failed, whatever becomes of the key: it is taken over when its time is up.
  private async tryTo(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.logger.warn(`What became of an idempotency key could not be stored: ${wordsForLog(error as Error)}`);
    }
  }
}

function answerOf(result: unknown, reply: FastifyReply): Answer {
  const location = reply.getHeader('location');
  return {
    status: reply.statusCode,
    location: location === undefined ? null : String(location),
    body: result === undefined ? null : JSON.stringify(result),
  };
}
