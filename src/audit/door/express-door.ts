import type { AuditRequest } from '../audit.options.js';
import { withScope } from '../scope/current-scope.js';
import type { Visits } from './visits.js';

interface Response {
  statusCode: number;
  end: (...args: unknown[]) => unknown;
}

/** The part of Express that the door needs. */
export interface ExpressLike {
  use(handler: (request: AuditRequest & object, response: Response, next: () => void) => void): unknown;
}

export function guardExpress(express: ExpressLike, door: Visits): void {
  express.use((request, response, next) => {
    const scope = door.open(request, request);
    const end = response.end;
    // Everything that Express sends ends here, its own error pages included.
    response.end = (...args) => {
      response.end = end;
      if (door.isClosed(request, response.statusCode)) return end.apply(response, args);
      void door.close(request, response.statusCode).finally(() => end.apply(response, args));
      return response;
    };
    withScope(scope, next);
  });
}
