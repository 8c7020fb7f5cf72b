import type { OpenAPIObject } from '@nestjs/swagger';
import { Role } from '../../generated/prisma/enums.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = Extract<NonNullable<Operation['parameters']>[number], { in: string }>;

/**
 * The statuses with which an operation can fail, as far as its shape tells. The rest its route declares: 429 where it is
 * throttled, 403 where it is not a role that decides.
 */
export function mayFail(document: OpenAPIObject, operation: Operation): Record<number, boolean> {
  const { parameters = [], security, requestBody } = operation;
  const { 'x-roles': roles = [] } = operation as { 'x-roles'?: string[] };
  const changes = !Object.values(document.paths).some(({ get }) => get === operation);
  const named = parameters.some((parameter) => 'in' in parameter && refersTo(parameter));
  return {
    400: parameters.length > 0 || requestBody !== undefined,
    401: security !== undefined,
    403: roles.some((role) => role in Role),
    404: named || fieldsOf(document, operation).some((field) => field.endsWith('Id')),
    409: changes && security !== undefined,
    500: true,
    503: true,
  };
}

function refersTo({ name, in: place, required }: Parameter): boolean {
  return place === 'path' || (required === true && name.endsWith('Id'));
}

function fieldsOf({ components }: OpenAPIObject, { requestBody }: Operation): string[] {
  const given = requestBody && 'content' in requestBody ? requestBody.content['application/json']?.schema : undefined;
  const schema = given && '$ref' in given ? components?.schemas?.[given.$ref.split('/').at(-1)!] : given;
  return Object.keys((schema && 'properties' in schema ? schema.properties : undefined) ?? {});
}
