import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RouteExplorer } from './route-explorer.service.js';
import { type RoutePlan, RouteTable } from './route-plan.js';

/** The audit decision of every route. An application with an undecided route does not start. */
@Injectable()
export class AuditRoutes implements OnModuleInit {
  private byHandler = new Map<object, RoutePlan>();
  private routes = new RouteTable([]);

  constructor(private readonly explorer: RouteExplorer) {}

  get table(): RouteTable {
    return this.routes;
  }

  of(handler: object): RoutePlan | undefined {
    return this.byHandler.get(handler);
  }

  onModuleInit(): void {
    const { plans, byHandler } = this.explorer.explore();
    const undecided = plans.filter(({ decision }) => decision === undefined);
    if (undecided.length > 0) {
      const list = undecided.map(({ method, path, handler }) => `  - ${method} ${path} (${handler})`).join('\n');
      throw new Error(`These routes have no audit decision; add @Audited({…}) or @Unaudited('reason'):\n${list}`);
    }
    this.byHandler = byHandler;
    this.routes = new RouteTable(plans);
  }
}
