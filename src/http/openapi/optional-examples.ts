import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './problem-responses.js';

/**
 * The same document with the examples of queries and headers that may be left out in words: Swagger UI fills an example
 * in, and would send all filters of a list at once, an accidental reason, and one idempotency key for everything.
 */
export function withOptionalExamplesInWords(document: OpenAPIObject): OpenAPIObject {
  const worded = structuredClone(document);
  for (const operation of operationsOf(worded)) {
    for (const parameter of operation.parameters ?? []) {
      if (!('in' in parameter) || parameter.required || !['query', 'header'].includes(parameter.in)) continue;
      const schema = parameter.schema && !('$ref' in parameter.schema) ? parameter.schema : {};
      const example: unknown = parameter.example ?? schema.example;
      delete parameter.example;
      delete schema.example;
      if (example !== undefined) parameter.description = `${parameter.description ?? ''} ${inWords(example)}`.trim();
    }
  }
  return worded;
}

function inWords(example: unknown): string {
  return `For example: ${[example]
    .flat()
    .map((value) => `\`${String(value)}\``)
    .join(', ')}`;
}
