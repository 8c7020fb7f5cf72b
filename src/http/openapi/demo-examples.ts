import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: string }>;

/**
 * What can be sent as it is, by where it stands: an id by the collection that a path names it in (patients) or by the
 * operation that needs one of its own (POST /api/lab-orders/{id}/collect), a value by the field of a body
 * (EnqueueDto.patientId).
 */
export type DemoExamples = ReadonlyMap<string, string | number>;

const COLLECTIONS: Record<string, string> = {
  patientId: 'patients',
  practitionerId: 'practitioners',
  userId: 'users',
  actorId: 'users',
  medicineId: 'medicines',
  campId: 'camps',
  invoiceId: 'invoices',
  // The history of an entity: the example is a patient's.
  entityId: 'patients',
};

/** The same document with examples that can be sent as they are; what has none of its own stays. */
export function withDemoExamples(document: OpenAPIObject, examples: DemoExamples): OpenAPIObject {
  if (examples.size === 0) return document;
  const filled = structuredClone(document);
  for (const [path, methods] of Object.entries(filled.paths)) {
    for (const [method, operation] of Object.entries(methods) as [string, Operation][]) {
      for (const parameter of operation.parameters ?? []) {
        if ('in' in parameter) fill(parameter, `${method.toUpperCase()} ${path}`, examples);
      }
    }
  }
  for (const [schema, body] of Object.entries(filled.components?.schemas ?? {})) {
    if (!('properties' in body)) continue;
    for (const [name, property] of Object.entries(body.properties ?? {})) {
      const example = examples.get(`${schema}.${name}`) ?? examples.get(COLLECTIONS[name] ?? '');
      if (example !== undefined && 'example' in property) property.example = example;
    }
  }
  return filled;
}

function fill(parameter: Parameter, operation: string, examples: DemoExamples): void {
  const { name, schema } = parameter;
  const shown = schema && !('$ref' in schema) ? schema : parameter;
  // A cursor belongs to the answer it came with, and what exists now did not at any moment of the past.
  if (name === 'cursor') delete shown.example;
  if (name === 'at') shown.example = new Date().toISOString();
  if (name === 'type' && parameter.in === 'path') shown.example = 'Patient';
  const isFirst = operation.indexOf('{') === operation.indexOf(`{${name}}`);
  const own = parameter.in === 'path' && isFirst ? examples.get(operation) : undefined;
  const example = own ?? examples.get(collectionOf(operation, name));
  if (example !== undefined) shown.example = Array.isArray(shown.example) ? [example] : example;
}

/** POST /api/lab-orders/{id}/collect → lab-orders */
function collectionOf(operation: string, name: string): string {
  const segments = operation.split('/');
  return COLLECTIONS[name] ?? segments[segments.indexOf(`{${name}}`) - 1] ?? '';
}
