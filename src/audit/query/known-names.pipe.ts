import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { AuditRoutes } from '../routes/audit-routes.service.js';
import type { LogFilter } from './filter.dto.js';
import { KnownValues } from './known-values.service.js';
import { ReadingPool } from './reading-pool.js';
import { refusedQuery } from './refused-query.js';
import { unknownEvent, unknownName } from './unknown-names.js';
import { wantedOf } from './wanted.js';

// What the module itself records, beside the acts of routes.
const OWN = { events: ['audit.suppressed', 'audit.altered', 'route.unknown'], types: ['AuditLog', 'Job', 'Route'] };

/**
 * Refuses a filter that can match nothing, because neither the application nor the log knows the name: an empty page
 * would look as if nothing had happened. What the log has from an earlier version stays searchable. A name that is
 * excluded need not exist.
 */
@Injectable()
export class KnownNames<Filter extends LogFilter> implements PipeTransform<Filter, Promise<Filter>> {
  constructor(
    private readonly routes: AuditRoutes,
    private readonly values: KnownValues,
    private readonly pool: ReadingPool,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {}

  async transform(filter: Filter): Promise<Filter> {
    const faults = [
      await this.eventFault(wantedOf(filter.event)?.wanted ?? []),
      await this.typeFault(wantedOf(filter.entityType)?.wanted ?? []),
      await this.roleFault(wantedOf(filter.role)?.wanted ?? []),
    ].filter((fault) => fault !== undefined);
    if (faults.length > 0) throw refusedQuery(...faults);
    return filter;
  }

  private async eventFault(parts: readonly string[]) {
    const declared = [...OWN.events, ...(this.options.names?.events ?? []), ...this.acts.map(({ event }) => event)];
    const isIn = (names: readonly string[]) => (part: string) =>
      names.some((name) => name.toLowerCase().includes(part.toLowerCase()));
    if (parts.every(isIn(declared))) return undefined;
    const all = [...new Set([...declared, ...(await this.values.of('event'))])].sort();
    const part = parts.find((one) => !isIn(all)(one));
    return part === undefined ? undefined : { field: 'event', message: unknownEvent(part, all) };
  }

  private async typeFault(types: readonly string[]) {
    const declared = [
      ...OWN.types,
      ...Object.keys(this.options.policy),
      ...this.acts.map(({ entityType }) => entityType),
    ];
    if (types.every((type) => declared.includes(type))) return undefined;
    const all = [...new Set([...declared, ...(await this.values.of('entityType'))])].sort();
    const type = types.find((one) => !all.includes(one));
    return type === undefined ? undefined : { field: 'entityType', message: unknownName('entityType', type, all) };
  }

  /** Only where the application says which roles there are. */
  private async roleFault(roles: readonly string[]) {
    const declared = this.options.names?.roles;
    const others = declared ? roles.filter((role) => !declared.includes(role)) : [];
    for (const role of others) {
      const found = await this.pool.rows(`SELECT FROM audit_log WHERE "actorRoles" && ARRAY[$1]::text[] LIMIT 1`, [
        role,
      ]);
      if (found.length === 0) return { field: 'role', message: unknownName('role', role, declared!) };
    }
    return undefined;
  }

  private get acts() {
    return this.routes.table.plans.flatMap(({ act }) => act ?? []);
  }
}
