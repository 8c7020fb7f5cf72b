import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditRoutes, AuditService, PatientsShown, type RoutePlan } from '../audit/index.js';
import { answerLost } from './idempotency-faults.js';
import type { Answer, Done } from './idempotency-keys.service.js';
import { ShownAgain } from './shown-again.js';
import { REPLAYED_HEADER } from './takes-key.js';

const NOTHING_KNOWN = { entityId: null, entityLabel: null, requestId: null };

/** Answers a request that was carried out before. It is no second act; whose data it shows once more is recorded as a view. */
@Injectable()
export class Replay {
  private readonly logger = new Logger('Idempotency');

  constructor(
    private readonly routes: AuditRoutes,
    private readonly audit: AuditService,
    private readonly patients: PatientsShown,
    private readonly shown: ShownAgain,
  ) {}

  async give(
    done: Done,
    answer: Answer | undefined,
    { plan, request, reply }: { plan: RoutePlan; request: FastifyRequest; reply: FastifyReply },
  ): Promise<unknown> {
    const entity = done.find(({ entityType }) => entityType === plan.act!.entityType) ?? done[0];
    if (!answer) return this.pointTo(entity, reply);
    const body = answer.body === null ? undefined : (JSON.parse(answer.body) as unknown);
    await this.recordView(body, entity, plan);
    this.logger.log(`Request ${request.id} repeated an act: it got the first answer again`);
    reply.status(answer.status).header(REPLAYED_HEADER, 'true');
    if (answer.location !== null) reply.header('location', answer.location);
    return body;
  }

  private async recordView(
    answer: unknown,
    entity: Done[number] | undefined,
    { decision, act }: RoutePlan,
  ): Promise<void> {
    const patientIds = decision && 'audited' in decision ? this.patients.in(answer, decision.audited) : [];
    if (patientIds.length === 0) return;
    const { event, entityType, entityId, entityLabel, requestId } = { ...NOTHING_KNOWN, ...act!, ...entity };
    // Before the check: what is refused there is the answer, not the act.
    this.audit.describe({ details: { replayed: true, of: requestId } });
    const shown = await this.shown.check(patientIds);
    await this.audit.record({
      event,
      action: 'VIEW',
      entityType,
      ...(entityId === null ? {} : { entityId }),
      ...(entityLabel === null ? {} : { entityLabel }),
      patientIds,
      ...shown,
    });
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
