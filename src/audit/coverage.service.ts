import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions } from './audit.options.js';
import { AuditService } from './audit.service.js';
import { Installation } from './capture/installation.service.js';
import { readTables } from './capture/installed.js';
import { isExempt } from './capture/policy.js';
import type { CoverageDto, CoveredModelDto, CoveredRouteDto, FindingDto } from './coverage.dto.js';
import { ReadingPool } from './query/reading-pool.js';
import { AuditRoutes } from './routes/audit-routes.service.js';
import type { RoutePlan } from './routes/route-plan.js';

const ALWAYS = 'A';

/** What is audited and what is not, as the running application and its database have it at this moment. */
@Injectable()
export class Coverage {
  constructor(
    private readonly routes: AuditRoutes,
    private readonly installation: Installation,
    private readonly audit: AuditService,
    private readonly pool: ReadingPool,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {}

  async report(): Promise<CoverageDto> {
    const [findings, models] = await Promise.all([this.findings(), this.models()]);
    return { findings, routes: this.routes.table.plans.map(routeOf), models };
  }

  private async findings(): Promise<FindingDto[]> {
    const [differences, [counts]] = await Promise.all([
      this.installation.findDifferences(),
      this.pool.rows<{ changes: number; misplaced: number }>(`
        SELECT (SELECT count(*)::int FROM audit_log WHERE source = 'DATABASE'
                  AND id >= audit_id_floor(clock_timestamp() - interval '30 days')) AS changes,
               CASE WHEN pg_relation_size('audit_log_default') = 0 THEN 0 ELSE
                 (SELECT count(*)::int FROM audit_log WHERE tableoid = 'audit_log_default'::regclass) END AS misplaced`),
    ]);
    const { changes, misplaced } = counts!;
    const pending = this.audit.pendingRefusals;
    return [
      ...differences.map((message): FindingDto => ({ kind: 'installation', message, count: null })),
      ...counted(
        'database-changes',
        changes,
        'changes of the last 30 days were made behind the back of the application',
      ),
      ...counted('pending-refusals', pending, 'refusals wait until the log can be written'),
      ...counted(
        'default-partition',
        misplaced,
        'records lie in the default partition; their month was not made in time',
      ),
    ];
  }

  private async models(): Promise<CoveredModelDto[]> {
    const tables = await readTables(this.pool);
    return this.options.models.map(({ name, table }): CoveredModelDto => {
      const policy = this.options.policy[name]!;
      if (isExempt(policy)) {
        return { model: name, table, decision: 'unaudited', policy: null, reason: policy.unaudited, trigger: 'none' };
      }
      const { enabled, truncate } = tables.get(table) ?? {};
      const trigger = !enabled ? 'missing' : enabled === ALWAYS && truncate === ALWAYS ? 'always' : 'weakened';
      return { model: name, table, decision: 'audited', policy, reason: null, trigger };
    });
  }
}

function routeOf({ method, path, handler, decision, act }: RoutePlan): CoveredRouteDto {
  const reason = decision && 'unaudited' in decision ? decision.unaudited : null;
  return {
    method,
    path,
    handler,
    decision: act ? 'audited' : 'unaudited',
    event: act?.event ?? null,
    action: act?.action ?? null,
    entity: act?.entityType ?? null,
    reason,
  };
}

function counted(kind: FindingDto['kind'], count: number, message: string): FindingDto[] {
  return count === 0 ? [] : [{ kind, message: `${count} ${message}`, count }];
}
