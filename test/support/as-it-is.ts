import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Exclude<Schemas[string], { $ref: string }>;
type Given = Schema & { $ref?: string };
export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { 'x-roles'?: string[] };

/** What Swagger UI sends when nothing is typed: every parameter and every field that has an example or a default. */
export function asItIs(document: OpenAPIObject, path: string, operation: Operation) {
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let address = path;
  for (const parameter of operation.parameters ?? []) {
    if (!('in' in parameter)) continue;
    const { name, required, schema = {} } = parameter;
    const [choice] = '$ref' in schema ? [] : (schema.enum ?? []);
    const shown = exampleOf(document, { ...parameter, ...schema } as Given) ?? (required ? choice : undefined);
    if (shown === undefined) continue;
    const values = [shown].flat().map(String);
    if (parameter.in === 'path') address = address.replace(`{${name}}`, values[0]!);
    if (parameter.in === 'header') headers[name] = values[0]!;
    if (parameter.in === 'query') for (const value of values) query.append(name, value);
  }
  const body = bodyOf(document, operation);
  if (body !== undefined) headers['content-type'] = 'application/json';
  return { address: `${address}?${query}`, headers, body: JSON.stringify(body) };
}

function bodyOf(document: OpenAPIObject, { requestBody }: Operation): unknown {
  if (!requestBody || '$ref' in requestBody) return undefined;
  return sampleOf(document, requestBody.content['application/json']!.schema as Given);
}

function sampleOf(document: OpenAPIObject, given: Given): unknown {
  const schema = resolved(document, given);
  const shown = exampleOf(document, given);
  if (shown !== undefined) return shown;
  if (schema.items) return [sampleOf(document, schema.items)];
  if (!schema.properties) return schema.enum?.[0];
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, property]) => [name, sampleOf(document, property as Given)]),
  );
}

function exampleOf(document: OpenAPIObject, given: Given): unknown {
  const { example, default: usual } = { ...resolved(document, given), ...given };
  return example === undefined ? usual : example;
}

function resolved(document: OpenAPIObject, given: Given): Schema {
  const { $ref } = (given.allOf?.[0] ?? given) as { $ref?: string };
  if ($ref === undefined) return given;
  return document.components!.schemas![$ref.split('/').at(-1)!] as Schema;
}
