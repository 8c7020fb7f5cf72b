import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  actorFromUser,
  ANONYMOUS,
  AUDIT_OPTIONS,
  type AuditModuleOptions,
  type AuditRequest,
} from '../audit.options.js';
import { AuditService } from '../audit.service.js';
import { AuditRoutes } from '../routes/audit-routes.service.js';
import type { RoutePlan } from '../routes/route-plan.js';
import { AuditScope, type Origin } from '../scope/audit-scope.js';
import { isUuid, patientShape } from '../record/shown-patients.js';
import { type ExpressLike, guardExpress } from './express-door.js';
import { type FastifyLike, guardFastify } from './fastify-door.js';
import type { Visits } from './visits.js';

interface Visit {
  scope: AuditScope;
  request: AuditRequest;
  plan: RoutePlan | undefined;
}

const REQUEST_ID = /^[\w.-]{1,64}$/;
const MAX_HEADER = 500;

/** Where requests come in and answers go out: opens the scope before any guard, records what went wrong before it leaves. */
@Injectable()
export class Door implements Visits {
  private readonly visits = new WeakMap<object, Visit>();

  constructor(
    { httpAdapter }: HttpAdapterHost,
    private readonly routes: AuditRoutes,
    private readonly audit: AuditService,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {
    // Now, not at init: a body parser that is registered first would refuse requests that no scope knows.
    if (httpAdapter?.getType() === 'fastify') guardFastify(httpAdapter.getInstance<FastifyLike>(), this);
    else if (httpAdapter?.getType() === 'express') guardExpress(httpAdapter.getInstance<ExpressLike>(), this);
  }

  open(key: object, request: AuditRequest, pattern?: string): AuditScope {
    const path = (request.originalUrl ?? request.url).split('?', 1)[0]!;
    const { table } = this.routes;
    const plan = pattern === undefined ? table.meant(request.method, path) : table.named(request.method, pattern);
    const scope = new AuditScope(this.originOf(request, path));
    if (plan?.act) scope.declare(plan.act, plan.path);
    this.visits.set(key, { scope, request, plan });
    return scope;
  }

  scopeOf(key: object): AuditScope | undefined {
    return this.visits.get(key)?.scope;
  }

  isClosed(key: object, status: number): boolean {
    const visit = this.visits.get(key);
    if (!visit || status < 400 || visit.scope.settled === 'failure') return true;
    const { decision } = visit.plan ?? {};
    return decision !== undefined && 'unaudited' in decision;
  }

  async close(key: object, status: number): Promise<void> {
    const { scope, request, plan } = this.visits.get(key)!;
    const audited = plan?.decision && 'audited' in plan.decision ? plan.decision.audited : undefined;
    if (audited) {
      const entityId = parameterOf(request, audited.idParam);
      const { patientModel = 'Patient' } = this.options;
      const patientId = audited.entity === patientModel ? entityId : undefined;
      scope.attempt(entityId, [patientId ?? attempted(request, patientShape(patientModel).key)].filter(isUuid));
    }
    const failure = this.options.failureOf?.(request);
    await this.audit.recordFailure(scope, status, failure?.error, failure?.code);
  }

  misread(ip: string | undefined, status: number, reason: string): Promise<void> {
    const origin: Origin = { source: 'HTTP', requestId: randomUUID(), actor: () => ANONYMOUS, ...addressOf(ip) };
    return this.audit.recordFailure(new AuditScope(origin), status, undefined, reason);
  }

  private originOf(request: AuditRequest, path: string): Origin {
    const header = (name: string) => textOf(request.headers[name]);
    const given = typeof request.id === 'string' ? request.id : header('x-request-id');
    return {
      source: 'HTTP',
      requestId: given !== undefined && REQUEST_ID.test(given) ? given : randomUUID(),
      method: request.method,
      path: path.slice(0, 2_000),
      actor: () => this.options.actorOf?.(request) ?? actorFromUser(request),
      ...addressOf(request.ip),
      ...defined('userAgent', header('user-agent')),
      ...defined('reason', header('x-audit-reason')),
      ...defined('purposeOfUse', header('x-purpose-of-use')),
    };
  }
}

/** The entity that a request was about, by its path. */
export function parameterOf({ params }: AuditRequest, name = 'id'): string | undefined {
  const value = typeof params === 'object' && params !== null ? (params as Record<string, unknown>)[name] : undefined;
  if (typeof value !== 'string') return undefined;
  // A uuid has one name in the log, however it was written in the address.
  return isUuid(value) ? value.toLowerCase() : value.slice(0, MAX_HEADER);
}

/** Whose data was asked for: a refused request says so in its path, its query or its body. */
function attempted({ params, query, body }: AuditRequest, key: string): string {
  const [value] = [params, query, body].flatMap((part) => {
    const given = typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[key] : undefined;
    return typeof given === 'string' ? [given.toLowerCase()] : [];
  });
  return value ?? '';
}

// PostgreSQL knows no zone in an address (fe80::1%eth0).
function addressOf(given = ''): { ip?: string } {
  const ip = given.replace(/%.*$/, '');
  return isIP(ip) ? { ip } : {};
}

// Node reads header bytes as Latin-1. People write reasons in UTF-8, and some clients send only Latin-1.
function textOf(header: string | string[] | undefined): string | undefined {
  const value = [header].flat()[0] ?? '';
  const bytes = Buffer.from(value, 'latin1');
  const text = (isUtf8(bytes) ? bytes.toString('utf8') : value).trim();
  // A cut may leave the first half of a character that has two.
  return text === '' ? undefined : text.slice(0, MAX_HEADER).replace(/\p{Surrogate}$/u, '');
}

function defined<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: string });
}
