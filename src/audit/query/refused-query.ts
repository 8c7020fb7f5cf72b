import { BadRequestException, ValidationPipe, type ValidationError } from '@nestjs/common';
import { faultsOf } from './validation-faults.js';

interface Fault {
  field: string;
  message: string;
}

/** A query that cannot be meant: names the field, as validation does. */
export function refusedQuery(...errors: Fault[]): BadRequestException {
  return new BadRequestException({
    code: 'validation-failed',
    message: `The request has a fault in: ${errors.map(({ field }) => field).join(', ')}`,
    errors,
  });
}

/** A value of a path as a filter that means this value and nothing else. */
export function exactly(field: string, value: string): string[] {
  // In a filter it would exclude.
  if (value.startsWith('!')) throw refusedQuery({ field, message: `${field} must not begin with !` });
  return [value];
}

/** An application may have no validation of its own; these routes never do without. */
export const strictQuery = new ValidationPipe({
  whitelist: true,
  forbidNonWhitelisted: true,
  transform: true,
  transformOptions: { exposeUnsetFields: false },
  stopAtFirstError: true,
  exceptionFactory: (errors: ValidationError[]) =>
    refusedQuery(...errors.slice(0, 50).map((error) => ({ field: error.property, message: faultsOf(error)[0]! }))),
});
