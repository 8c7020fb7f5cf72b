/**
 * What an exception tells the audit log and never the client. Give it as the `cause` of a Nest exception:
 * `new UnauthorizedException({ code: 'invalid-credentials', message: '…' }, { cause: refusal({ reason: 'wrong-password' }) })`.
 */
export interface Refusal {
  reason: string;
  /** Replaces the event that the route declares. */
  event?: string;
  /** Replaces what the status implies: 401, 403 and 429 are DENIED, every other error a FAILURE. */
  outcome?: 'FAILURE' | 'DENIED';
  details?: Record<string, string | number | boolean | null>;
}

export function refusal(known: Refusal): Refusal {
  return known;
}
