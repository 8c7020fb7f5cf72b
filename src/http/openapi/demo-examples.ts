import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './problem-responses.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: string }>;

/** Ids by the collection that a path names them in: patients → an id. */
export type ExampleIds = ReadonlyMap<string, string>;

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

/** The same document with ids in its examples that can be sent as they are; what has no id of its own stays. */
export function withExampleIds(document: OpenAPIObject, ids: ExampleIds): OpenAPIObject {
  if (ids.size === 0) return document;
  const filled = structuredClone(document);
  for (const [path, methods] of Object.entries(filled.paths)) {
    for (const operation of operationsOf({ ...filled, paths: { [path]: methods } })) {
      for (const parameter of operation.parameters ?? []) if ('in' in parameter) fill(parameter, path, ids);
    }
  }
  for (const schema of Object.values(filled.components?.schemas ?? {})) {
    if (!('properties' in schema)) continue;
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const example = ids.get(COLLECTIONS[name] ?? '');
      if (example !== undefined && 'example' in property) property.example = example;
    }
  }
  return filled;
}

function fill(parameter: Parameter, path: string, ids: ExampleIds): void {
  const { name, schema } = parameter;
  const shown = schema && !('$ref' in schema) ? schema : parameter;
  // A cursor belongs to the answer it came with, and what exists now did not at any moment of the past.
  if (name === 'cursor') delete shown.example;
  if (name === 'at') shown.example = new Date().toISOString();
  if (name === 'type' && parameter.in === 'path') shown.example = 'Patient';
  const example = ids.get(collectionOf(path, name));
  if (example !== undefined) shown.example = Array.isArray(shown.example) ? [example] : example;
}

/** /api/lab-orders/{id}/collect → lab-orders */
function collectionOf(path: string, name: string): string {
  const segments = path.split('/');
  return COLLECTIONS[name] ?? segments[segments.indexOf(`{${name}}`) - 1] ?? '';
}
