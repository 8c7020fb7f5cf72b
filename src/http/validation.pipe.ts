import { BadRequestException, ValidationPipe, type ValidationError } from '@nestjs/common';
import { faultsOf } from '../audit/index.js';
import type { FieldError } from './problem.js';

// More tells nobody more, and a hostile body could ask for a million.
const MOST_ERRORS = 50;

/** Every body and query is exactly its DTO: unknown keys are refused, and no value is converted unless the DTO says so. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false, exposeUnsetFields: false },
    stopAtFirstError: true,
    exceptionFactory: (errors: ValidationError[]) => validationFailed(fieldErrors(errors)),
  });
}

export function validationFailed(errors: FieldError[]): BadRequestException {
  const fields = errors.map(({ field }) => field).slice(0, 5);
  return new BadRequestException({
    code: 'validation-failed',
    message: `The request has ${errors.length === 1 ? 'a fault' : 'faults'} in: ${fields.join(', ')}${errors.length > 5 ? ', …' : ''}`,
    errors,
  });
}

/** The tree of class-validator as a list of paths. */
export function fieldErrors(errors: ValidationError[], parent = ''): FieldError[] {
  return errors
    .flatMap((error) => {
      const field = parent === '' ? error.property : `${parent}.${error.property}`;
      const own = faultsOf(error).map((message) => ({ field, message }));
      return [...own, ...fieldErrors(error.children ?? [], field)];
    })
    .slice(0, MOST_ERRORS);
}
