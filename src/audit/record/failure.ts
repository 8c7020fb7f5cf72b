import type { AuditOutcome, Details, Json } from './audit-event.js';

/** What an exception may tell the log through its `cause`, and nobody else. */
export interface FailureCause {
  reason?: string;
  event?: string;
  outcome?: AuditOutcome;
  details?: Details;
}

export interface Failure {
  outcome: AuditOutcome;
  event: string | undefined;
  details: Details;
}

const DENIED = new Set([401, 403, 429]);

/** How a request that ended with this status is recorded: refused, or failed; and why. */
export function describeFailure(status: number, exception: unknown, code = codeOf(exception)): Failure {
  const cause = causeOf(exception);
  return {
    outcome: cause.outcome ?? (DENIED.has(status) ? 'DENIED' : 'FAILURE'),
    event: cause.event,
    details: { ...cause.details, reason: cause.reason ?? code ?? reasonOf(status) },
  };
}

function causeOf(exception: unknown): FailureCause {
  const cause = exception instanceof Error ? exception.cause : undefined;
  if (typeof cause !== 'object' || cause === null || cause instanceof Error) return {};
  const { reason, event, outcome, details } = cause as Record<string, unknown>;
  return {
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof event === 'string' ? { event } : {}),
    ...(outcome === 'FAILURE' || outcome === 'DENIED' ? { outcome } : {}),
    ...(typeof details === 'object' && details !== null ? { details: details as Record<string, Json> } : {}),
  };
}

/** Nest's exceptions carry an answer; its `code` is a stable word. */
function codeOf(exception: unknown): string | undefined {
  if (typeof exception !== 'object' || exception === null) return undefined;
  const response = 'getResponse' in exception ? (exception.getResponse as () => unknown)() : undefined;
  const code = typeof response === 'object' && response !== null && 'code' in response ? response.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function reasonOf(status: number): string {
  const known: Record<number, string> = {
    400: 'bad-request',
    401: 'unauthorized',
    403: 'forbidden',
    404: 'not-found',
    405: 'method-not-allowed',
    408: 'timeout',
    409: 'conflict',
    413: 'too-large',
    415: 'unsupported-media-type',
    429: 'too-many-requests',
    503: 'unavailable',
  };
  return known[status] ?? (status >= 500 ? 'internal-error' : `status-${status}`);
}
