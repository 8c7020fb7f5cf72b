import { randomUUID } from 'node:crypto';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AuditRoutes, type RoutePlan } from '../../src/audit/index.js';
import { Role } from '../../src/generated/prisma/enums.js';
import type { RecordRow, TestApp } from '../support/app.js';
import { asItIs, type Operation } from '../support/as-it-is.js';
import { aUser } from '../support/users.js';
import { ROLE_MATRIX } from './role-matrix.js';

export const CALLERS = ['anonymous', 'no role', ...Object.values(Role)] as const;
export type Caller = (typeof CALLERS)[number];

/** What nobody has. */
const UNKNOWN = '0197a0c5-6d1e-7b3a-9c55-3f0e8a6f2b11';

/** An operation of the document, with what the role matrix says of it. */
export interface Route {
  name: string;
  method: string;
  path: string;
  /** The names of the ids in its path. */
  ids: readonly string[];
  plan: RoutePlan;
  may: (caller: Caller) => boolean;
  /** How it can answer, by the document. */
  statuses: readonly string[];
}

export interface Visit {
  route: Route;
  caller: Caller;
  /** Which of the ids was unknown. */
  unknown: string | undefined;
  /** What the server said: status, and of a refusal its code and words. */
  answer: string;
  status: number;
  requestId: string;
  /** What stood in the path. */
  named: ReadonlyMap<string, string>;
}

export function routesOf(app: TestApp, document: OpenAPIObject): Route[] {
  const { plans } = app.nest.get(AuditRoutes, { strict: false }).table;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([key, { responses }]) => {
      const method = key.toUpperCase();
      const same = (each: { method: string; path: string }) =>
        each.method === method && each.path.replace(/:(\w+)/g, '{$1}') === path;
      const who = ROLE_MATRIX.find(same)?.who;
      if (!who) throw new Error(`${method} ${path} has no line in role-matrix.ts`);
      const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, id]) => id!);
      const may = (caller: Caller) =>
        who.includes('everybody') || who.includes(caller) || (who.includes('signed-in') && caller !== 'anonymous');
      return {
        name: `${method} ${path}`,
        method,
        path,
        ids,
        plan: plans.find(same)!,
        may,
        statuses: Object.keys(responses),
      };
    }),
  );
}

/** One user of each role, and one without any, none of whom made any record. */
export class Callers {
  private readonly users = new Map<Caller, { id: string; token: string }>();
  private strangers = 0;

  constructor(private readonly app: TestApp) {}

  async signIn(): Promise<void> {
    for (const caller of CALLERS.slice(1)) {
      const { id, email } = await aUser(this.app, { roles: caller === 'no role' ? [] : [caller as Role] });
      this.users.set(caller, { id, token: (await this.app.signIn(email)).accessToken });
    }
  }

  /** Sends what the document's examples say; with an unknown id in the place of one, if one is named. */
  async visit(shown: OpenAPIObject, route: Route, caller: Caller, unknown?: string): Promise<Visit> {
    const operation = (shown.paths[route.path] as Record<string, Operation>)[route.method.toLowerCase()]!;
    const path = route.path.replace(`{${unknown}}`, UNKNOWN);
    const { address, headers, body } = asItIs(shown, path, operation);
    const requestId = randomUUID();
    const stop = new AbortController();
    const reply = await fetch(this.app.url + address, {
      method: route.method,
      signal: stop.signal,
      headers: { ...headers, ...this.whoIs(caller), 'x-request-id': requestId },
      ...(body === undefined ? {} : { body: referring(body, unknown) }),
    });
    const said = reply.ok ? undefined : ((await reply.json()) as { code: string; detail: string });
    // A stream would never end by itself.
    stop.abort();
    const answer = said ? `${reply.status} ${said.code}: ${said.detail}` : String(reply.status);
    return { route, caller, unknown, answer, status: reply.status, requestId, named: namesIn(route, address) };
  }

  /** The record of a visit that failed. */
  refusalOf({ route, caller, status, named }: Visit): Partial<RecordRow> {
    const { method, path, act, decision } = route.plan;
    const { idParam = 'id' } = decision && 'audited' in decision ? decision.audited : {};
    return {
      ...act,
      outcome: status === 401 || status === 403 ? 'DENIED' : 'FAILURE',
      statusCode: status,
      actorId: this.users.get(caller)?.id ?? null,
      actorRoles: caller === 'anonymous' || caller === 'no role' ? [] : [caller],
      method,
      route: path,
      entityId: named.get(idParam) ?? null,
      before: null,
      after: null,
      changedFields: [],
    };
  }

  // The refusals of one stranger are counted together; each of these has an address of his own.
  private whoIs(caller: Caller): Record<string, string> {
    const user = this.users.get(caller);
    if (user) return { authorization: `Bearer ${user.token}` };
    const number = ++this.strangers;
    return { 'x-forwarded-for': `10.0.${number >> 8}.${number & 255}` };
  }
}

/** What visits were told, and what of it was not expected. */
export class Told {
  readonly visits: Visit[] = [];
  readonly otherwise: string[] = [];

  expect(visit: Visit, wanted: RegExp | string): void {
    this.visits.push(visit);
    const { route, caller, answer, unknown = 'nothing' } = visit;
    const told = `${caller} ${route.name}, ${unknown} unknown: ${answer}`;
    const asWanted = typeof wanted === 'string' ? answer === wanted : wanted.test(answer);
    if (!asWanted) this.otherwise.push(`${told} (not ${wanted})`);
    if (!route.statuses.includes(String(visit.status))) this.otherwise.push(`${told} (undocumented)`);
  }
}

/** The names of other records in the body. */
export function referencesOf(shown: OpenAPIObject, { path, method }: Route): string[] {
  const operation = (shown.paths[path] as Record<string, Operation>)[method.toLowerCase()]!;
  const body = JSON.parse(asItIs(shown, path, operation).body ?? '{}') as Record<string, unknown>;
  return Object.keys(body).filter((field) => field.endsWith('Id') && typeof body[field] === 'string');
}

function referring(body: string, unknown: string | undefined): string {
  const fields = JSON.parse(body) as Record<string, unknown>;
  return unknown !== undefined && unknown in fields ? JSON.stringify({ ...fields, [unknown]: UNKNOWN }) : body;
}

function namesIn({ path, ids }: Route, address: string): Map<string, string> {
  const [, ...values] = new RegExp(`^${path.replace(/\{\w+\}/g, '([^/?]+)')}\\?`).exec(address)!;
  return new Map(ids.map((id, at) => [id, values[at]!]));
}
