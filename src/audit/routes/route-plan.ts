import type { AuditAction } from '../record/audit-event.js';
import type { AuditedOptions } from '../audited.decorator.js';
import type { Act } from '../scope/audit-scope.js';

/** A route with its audit decision, computed once at start. */
export interface RoutePlan {
  method: string;
  /** The pattern as clients see it: `/api/patients/:id`. */
  path: string;
  handler: string;
  decision: { audited: AuditedOptions } | { unaudited: string } | undefined;
  /** What to declare when a request arrives; undefined for a route that is not audited. */
  act: Act | undefined;
}

const BY_METHOD: Record<string, AuditAction> = {
  GET: 'VIEW',
  HEAD: 'VIEW',
  POST: 'CREATION',
  PUT: 'UPDATE',
  PATCH: 'UPDATE',
  DELETE: 'DELETION',
};

export function actOf({ event, entity, action }: AuditedOptions, method: string, path: string): Act {
  const below = method === 'POST' && path.includes('/:');
  return { event, entityType: entity, action: action ?? (below ? 'UPDATE' : (BY_METHOD[method] ?? 'VIEW')) };
}

/** Finds the route that a request meant, for requests that are refused before the router names it. */
export class RouteTable {
  private readonly patterns: { plan: RoutePlan; pattern: RegExp }[];
  private readonly exact = new Map<string, RoutePlan>();

  constructor(readonly plans: readonly RoutePlan[]) {
    this.patterns = plans.map((plan) => ({ plan, pattern: toPattern(plan.path) }));
    for (const plan of plans) this.exact.set(`${plan.method} ${plan.path}`, plan);
  }

  /** By the pattern that the framework matched. */
  named(method: string, pattern: string): RoutePlan | undefined {
    return this.exact.get(`${method === 'HEAD' ? 'GET' : method} ${pattern}`);
  }

  /** By the path that was asked for. A path with parameters gives way to one without. */
  meant(method: string, path: string): RoutePlan | undefined {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const matching = this.patterns.filter(({ plan, pattern }) => plan.method === wanted && pattern.test(path));
    return matching.sort((a, b) => parameters(a.plan) - parameters(b.plan))[0]?.plan;
  }
}

function parameters(plan: RoutePlan): number {
  return plan.path.split('/').filter((segment) => segment.startsWith(':') || segment.includes('*')).length;
}

function toPattern(path: string): RegExp {
  const segments = path.split('/').map((segment) => {
    if (segment.includes('*')) return '.*';
    return segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}/?$`, 'i');
}
