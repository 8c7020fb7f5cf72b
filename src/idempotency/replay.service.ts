import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditRoutes, type RoutePlan } from '../audit/index.js';
import { answerLost } from './idempotency-faults.js';
import type { Answer, Done } from './idempotency-keys.service.js';
import { ShownAgain } from './shown-again.js';
import { REPLAYED_HEADER } from './takes-key.js';

/** Answers a request that was carried out before. It is no second act, so the log has no second record of it. */
@Injectable()
export class Replay {
  private readonly logger = new Logger('Idempotency');

  constructor(
    private readonly routes: AuditRoutes,
    private readonly shown: ShownAgain,
  ) {}

  async give(
    done: Done,
    answer: Answer | undefined,
    { plan, request, reply }: { plan: RoutePlan; request: FastifyRequest; reply: FastifyReply },
  ): Promise<unknown> {
    const entity = done.find(({ entityType }) => entityType === plan.act!.entityType) ?? done[0];
    if (!answer) return this.pointTo(entity, reply);
    const patientIds = [...new Set(done.flatMap((one) => one.patientIds))];
    if (entity && patientIds.length > 0) await this.shown.check(patientIds, entity);
    this.logger.log(`Request ${request.id} repeated an act: it got the first answer again`);
    reply.status(answer.status).header(REPLAYED_HEADER, 'true');
    if (answer.location !== null) reply.header('location', answer.location);
    return answer.body === null ? undefined : (JSON.parse(answer.body) as unknown);
  }

  /** The server stopped between the change and its answer. Reading it there is an act of its own, with its own record. */
  private pointTo(entity: Done[number] | undefined, reply: FastifyReply): undefined {
    const { entityType, entityId } = entity ?? { entityType: 'an unknown entity', entityId: null };
    const view = this.routes.table.plans.find(
      ({ method, path, act }) =>
        method === 'GET' && act?.entityType === entityType && /^[^:]+\/:id$/.test(path) && act.action === 'VIEW',
    );
    if (!view || entityId === null) throw answerLost(`${entityType} ${entityId ?? ''}`.trim());
    reply.status(303).header(REPLAYED_HEADER, 'true').header('location', view.path.replace(':id', entityId));
    return undefined;
  }
}
