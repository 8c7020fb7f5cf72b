import type { OpenAPIObject } from '@nestjs/swagger';
import type { RoutePlan } from '../../audit/index.js';
import { KEY_HEADER, REPLAYED_HEADER, takesKey } from '../../idempotency/takes-key.js';

type Responses = NonNullable<OpenAPIObject['paths'][string]['post']>['responses'];

const DESCRIPTION = `A name for this request, chosen by the client: 1 to 255 visible ASCII characters, best a new uuid. Whoever got no answer sends the same request again under the same key: it is carried out once, and for 24 hours the first answer is given again, with \`${REPLAYED_HEADER}: true\`. After a failure the key is free again.`;
const IN_PROGRESS = '`request-in-progress`: the first request with this key is still running; wait for Retry-After.';
const OTHER_REQUEST = '`idempotency-key-reused`: this key was sent with another request.';
const SEE_OTHER = 'Done before, but the answer was lost when the server stopped: what was made is at Location.';

/** Adds the header to every operation that takes it; the routes do not know of it. */
export function withIdempotencyKeys(document: OpenAPIObject, routes: readonly RoutePlan[]): OpenAPIObject {
  for (const { path } of routes.filter(takesKey)) {
    const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.post;
    if (!operation) continue;
    operation.parameters = [
      ...(operation.parameters ?? []),
      {
        name: KEY_HEADER,
        in: 'header',
        required: false,
        description: DESCRIPTION,
        example: 'f7b0c0a2-8f0e-4a57-9a0f-2a3f5f0b1c9d',
        schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
      },
    ];
    operation.responses['303'] = { description: SEE_OTHER };
    operation.responses['409'] = { description: also(operation.responses['409'], IN_PROGRESS) };
    operation.responses['422'] = { description: also(operation.responses['422'], OTHER_REQUEST) };
  }
  return document;
}

function also(response: Responses[string], words: string): string {
  const own = response && 'description' in response ? response.description : '';
  return own ? `${own} ${words}` : words;
}
