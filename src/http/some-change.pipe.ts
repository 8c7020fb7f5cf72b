import { Injectable, type PipeTransform } from '@nestjs/common';
import { validationFailed } from './validation.pipe.js';

/** Refuses a PATCH that changes nothing: `@Body(SomeChange) body: …` */
@Injectable()
export class SomeChange implements PipeTransform<object> {
  transform(body: object): object {
    return requireChange(body, []);
  }
}

/** The same where a field that is no change must be given too, its reason: `@Body(changeBeside('reason')) body: …` */
export function changeBeside(...fields: string[]): PipeTransform<object> {
  return { transform: (body) => requireChange(body, fields) };
}

function requireChange(body: object, apart: readonly string[]): object {
  if (Object.entries(body).some(([field, value]) => value !== undefined && !apart.includes(field))) return body;
  throw validationFailed([{ field: 'body', message: 'The body must name at least one field to change' }]);
}
