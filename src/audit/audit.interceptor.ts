import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { mergeMap, type Observable } from 'rxjs';
import { AUDIT_OPTIONS, type AuditModuleOptions, type AuditRequest } from './audit.options.js';
import { AuditService } from './audit.service.js';
import { isExempt } from './capture/policy.js';
import { parameterOf } from './door/door.service.js';
import type { AuditedOptions } from './audited.decorator.js';
import { PatientsShown } from './patients-shown.service.js';
import type { AuditEvent } from './record/audit-event.js';
import { AuditRoutes } from './routes/audit-routes.service.js';
import type { AuditScope } from './scope/audit-scope.js';
import { currentScope } from './scope/current-scope.js';

/**
 * Lets an answer leave when its record is durable: for a view the record of who was shown what, for a change the records
 * that the database wrote with it or, when it changed no row, one record of the act. Failures are recorded at the door.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly routes: AuditRoutes,
    private readonly audit: AuditService,
    private readonly shown: PatientsShown,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const scope = currentScope();
    const plan = this.routes.of(context.getHandler());
    if (!scope || !plan?.act || !plan.decision || !('audited' in plan.decision)) return next.handle();
    const { audited } = plan.decision;
    const { action } = plan.act;
    const request = context.switchToHttp().getRequest<AuditRequest>();
    const response = context.switchToHttp().getResponse<{ statusCode?: number }>();
    return next.handle().pipe(
      mergeMap(async (result: unknown) => {
        if (scope.settled) return result;
        if (action === 'VIEW' || scope.records === 0 || scope.hasUntold) {
          await this.audit.write([this.actOf(scope, audited, request, result, response.statusCode)]);
        }
        scope.settled = 'success';
        return result;
      }),
    );
  }

  private actOf(
    scope: AuditScope,
    audited: AuditedOptions,
    request: AuditRequest,
    result: unknown,
    statusCode: number | undefined,
  ): AuditEvent {
    const event = scope.toEvent('SUCCESS');
    return {
      ...event,
      entityId: event.entityId ?? parameterOf(request, audited.idParam) ?? idOf(result),
      entityLabel: event.entityLabel ?? this.labelOf(audited.entity, result),
      patientIds: event.patientIds.length > 0 ? event.patientIds : this.shown.in(result, audited),
      statusCode,
      details: event.action === 'VIEW' ? withQuery(event.details, request.query) : event.details,
    };
  }

  /** The name that the policy gives the entity, where the answer shows it. */
  private labelOf(entity: string, result: unknown): string | undefined {
    const policy = this.options.policy[entity];
    if (!policy || isExempt(policy) || policy.label === undefined) return undefined;
    if (typeof result !== 'object' || result === null) return undefined;
    const { label, names = {} } = policy;
    // Another entity's id is no name.
    const parts = [label]
      .flat()
      .map((field) => (field in names ? undefined : (result as Record<string, unknown>)[field]));
    return parts.every((part) => typeof part === 'string') ? parts.join(' ') : undefined;
  }
}

function idOf(result: unknown): string | undefined {
  if (typeof result !== 'object' || result === null || !('id' in result)) return undefined;
  return typeof result.id === 'string' || typeof result.id === 'number' ? String(result.id) : undefined;
}

// What was searched for is part of what was seen.
function withQuery(details: AuditEvent['details'], query: unknown): AuditEvent['details'] {
  if (typeof query !== 'object' || query === null) return details;
  const told = Object.entries(query).filter(([key]) => !/token|password|secret|code/i.test(key));
  return told.length === 0 ? details : { query: Object.fromEntries(told), ...details };
}
