import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditScope } from './audit-scope.js';

const scopes = new AsyncLocalStorage<AuditScope>();

/** The scope of the running request or job, if there is one. */
export function currentScope(): AuditScope | undefined {
  return scopes.getStore();
}

export function withScope<T>(scope: AuditScope, run: () => T): T {
  return scopes.run(scope, run);
}
