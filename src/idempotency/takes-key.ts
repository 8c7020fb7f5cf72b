import type { RoutePlan } from '../audit/index.js';

export const KEY_HEADER = 'Idempotency-Key';
export const REPLAYED_HEADER = 'Idempotency-Replayed';

/** Every route that does something by POST, by itself. Signing in and out is no act to repeat: under /auth the header means nothing. */
export function takesKey({ method, path, act }: RoutePlan): boolean {
  return method === 'POST' && act !== undefined && act.action !== 'VIEW' && !isSignIn(path);
}

/** What changes something and does not take the key: whoever counts on it there must be told. */
export function refusesKey({ method, path }: RoutePlan): boolean {
  return ['PATCH', 'PUT', 'DELETE'].includes(method) && !isSignIn(path);
}

const isSignIn = (path: string) => path.startsWith('/api/auth/');
