import type { RoutePlan } from '../audit/index.js';

export const KEY_HEADER = 'Idempotency-Key';
export const REPLAYED_HEADER = 'Idempotency-Replayed';

/** Every route that does something by POST, by itself. Signing in and out is no act to repeat: under /auth the header means nothing. */
export function takesKey({ method, path, act }: RoutePlan): boolean {
  return method === 'POST' && act !== undefined && act.action !== 'VIEW' && !path.startsWith('/api/auth/');
}
