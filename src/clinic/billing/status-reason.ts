import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';
import { Text } from '../clinic.fields.js';

/** Why something took one of these statuses: required with them, refused with every other. */
export const ReasonFor = (statuses: readonly string[], example: string) => {
  const isDue = (body: object) => statuses.includes((body as { status: string }).status);
  const names = statuses.join(' or ');
  return applyDecorators(
    ApiPropertyOptional({ description: `Required for ${names}, and only then.` }),
    Text({ example, max: 500 }),
    ValidateIf((body: object, reason: unknown) => isDue(body) || reason !== undefined),
    ValidateBy({
      name: 'reasonForStatus',
      validator: {
        validate: (_, given) => given !== undefined && isDue(given.object),
        defaultMessage: () => `$property is for the status ${names} only`,
      },
    }),
  );
};
