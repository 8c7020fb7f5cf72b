import type { AuditRequest } from '../audit.options.js';
import type { AuditScope } from '../scope/audit-scope.js';

/** What an HTTP framework tells the door; the key is an object that lives as long as the request. */
export interface Visits {
  /** `pattern` is the route as the framework matched it, where it says so before its guards run. */
  open(key: object, request: AuditRequest, pattern?: string): AuditScope;
  scopeOf(key: object): AuditScope | undefined;
  /** Whether an answer with this status may leave at once; otherwise `close` it first. */
  isClosed(key: object, status: number): boolean;
  /** Records what went wrong; never rejects. */
  close(key: object, status: number): Promise<void>;
  /** Records that somebody sent what never became a request; never rejects. */
  misread(ip: string | undefined, status: number, reason: string): Promise<void>;
}
