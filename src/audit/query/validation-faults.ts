import type { ValidationError } from '@nestjs/common';

/**
 * What is wrong with one value, in words for a client.
 * @example
 * faultsOf({ property: 'reason', value: undefined, constraints: { isString: 'reason must be a text' } })
 * // ['reason is missing']
 */
export function faultsOf({ property, value, constraints = {} }: ValidationError): string[] {
  if ('whitelistValidation' in constraints) return [`${property} is not known here`];
  const messages = Object.values(constraints);
  // What its rules say of a value that is not there sounds as if there were one.
  return value === undefined && messages.length > 0 ? [`${property} is missing`] : messages;
}
