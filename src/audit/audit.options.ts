import type { PoolConfig } from 'pg';
import type { AuditPolicy } from './capture/policy.js';
import type { Model } from './capture/models.js';
import type { Actor } from './record/audit-event.js';

/** A request as Fastify and Express both show it; only what the log needs. */
export interface AuditRequest {
  method: string;
  url: string;
  originalUrl?: string;
  id?: unknown;
  ip?: string;
  headers: Record<string, string | string[] | undefined>;
  params?: unknown;
  query?: unknown;
  body?: unknown;
  user?: unknown;
  problem?: KnownFailure;
}

/** What an application tells the audit module about itself. */
export interface AuditModuleOptions {
  /** What is recorded of each model: see `defineAuditPolicy`. */
  policy: AuditPolicy;
  /** The schema's models: `modelsOf(prisma)`. */
  models: readonly Model[];
  /** How the recorder connects: as the application's own database login, with a pool of its own. */
  connection: PoolConfig;
  /** The model whose id is a patient's. Default: `Patient`. */
  patientModel?: string;
  /**
   * What filters of the log may name beside what routes, models and the log itself say: events that services describe,
   * and every role. A name that is nowhere is refused; without `roles`, any role is taken.
   */
  names?: { events?: readonly string[]; roles?: readonly string[] };
  /** Who is calling, once the application's guards know. Default: `request.user` with id, email, name and roles. */
  actorOf?: (request: AuditRequest) => Actor | undefined;
  /** Someone who did something, as he is today; shown beside his records. Default: nobody is known. */
  userById?: (id: string) => Promise<object | null>;
  /** Whether the caller may read what this user did. Default: nobody. */
  mayReadActivity?: (request: AuditRequest, userId: string) => boolean;
  /** Asked every two seconds of whoever follows the log live. Default: always. */
  mayStillRead?: (request: AuditRequest) => Promise<boolean>;
  /** What the application's exception filter knows of a request that went wrong. Default: its status alone. */
  failureOf?: (request: AuditRequest) => KnownFailure | undefined;
}

/** How the application protects what reads the log; needed before anything else exists. */
export interface AuditAccess {
  /** Put on the controller that reads the log, so that the application's own guards protect it: `Roles('AUDITOR')`. */
  readableBy: ClassDecorator;
  /** Put on `GET users/:userId/activity`, which does not exist without it; `mayReadActivity` then decides. */
  activityReadableBy?: ClassDecorator;
}

/** An exception may tell the log more than the client: see FailureCause in record/failure.ts. */
export interface KnownFailure {
  code?: string;
  error?: unknown;
}

export const AUDIT_OPTIONS = Symbol('audit options');

export const ANONYMOUS: Actor = { type: 'ANONYMOUS' };
const known = new WeakMap<object, Actor>();

/** The same user object gives the same actor object: the scope tells by identity that somebody else acts now. */
export function actorFromUser(request: AuditRequest): Actor {
  const { user } = request;
  if (typeof user !== 'object' || user === null) return ANONYMOUS;
  const remembered = known.get(user);
  if (remembered) return remembered;
  const { id, email, name, roles, sessionId } = user as Record<string, unknown>;
  const actor: Actor = {
    type: 'USER',
    ...(typeof id === 'string' || typeof id === 'number' ? { id: `${id}` } : {}),
    ...(typeof email === 'string' ? { email } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(Array.isArray(roles) ? { roles: roles.map(String) } : {}),
    ...(typeof sessionId === 'string' ? { sessionId } : {}),
  };
  known.set(user, actor);
  return actor;
}
