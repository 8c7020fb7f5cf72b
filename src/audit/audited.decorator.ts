import { SetMetadata } from '@nestjs/common';
import type { AuditAction } from './record/audit-event.js';

export const AUDIT_DECISION = Symbol('audit decision');

/** What a route does, in the log's words. */
export interface AuditedOptions {
  /** The dotted name of the act: `appointment.cancelled`. */
  event: string;
  /** The kind of thing acted on: a model's name. */
  entity: string;
  /** Default: by method — GET is a VIEW, POST a CREATION (an UPDATE below an id), PUT and PATCH an UPDATE, DELETE a DELETION. */
  action?: AuditAction;
  /** The path parameter that holds the entity's id. Default: `id`. */
  idParam?: string;
  /** The patients whose data the answer shows. Default: every patient found in it, see record/shown-patients.ts. */
  patients?: (result: unknown) => readonly string[];
}

export type RouteDecision = { audited: AuditedOptions } | { unaudited: string };

/**
 * Records every request to this route: who, what, on which entity, with which outcome.
 *
 * @example
 * @Get(':id')
 * @Audited({ event: 'patient.viewed', entity: 'Patient' })
 * view(@Param('id') id: string) { return this.patients.view(id); }
 */
export const Audited = (audited: AuditedOptions) => SetMetadata<symbol, RouteDecision>(AUDIT_DECISION, { audited });

/** Leaves a route, or all routes of a controller, out of the log, with the reason that the coverage report shows. */
export const Unaudited = (reason: string) => {
  if (reason.trim() === '') throw new Error('@Unaudited() needs a reason: it is shown in the coverage report');
  return SetMetadata<symbol, RouteDecision>(AUDIT_DECISION, { unaudited: reason });
};
