import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

const FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What is wrong with it as a moment; undefined if nothing is. A moment says its offset: the clinic has two time zones. */
export function instantFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || !FORM.test(value)) return 'must be a time with its offset, as 2026-03-09T14:30:00Z';
  const date = new Date(value);
  // JavaScript takes February 30 for March 1 or 2: the day must be one that stays itself.
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  const real = !Number.isNaN(date.getTime()) && day.toISOString().startsWith(value.slice(0, 10));
  if (!real) return 'must be a time that the calendar has';
  if (date.getUTCFullYear() < 1900) return 'must not be before 1900';
  return date.getUTCFullYear() > 9998 ? 'must not be after 9998' : undefined;
}

interface InstantOptions {
  example: string;
  description?: string;
  required?: boolean;
}

export const Instant = ({ example, description = '', required = true }: InstantOptions) =>
  applyDecorators(
    ApiProperty({ type: String, format: 'date-time', example, description, required }),
    ValidateBy({
      name: 'instant',
      validator: {
        validate: (value) => instantFault(value) === undefined,
        defaultMessage: (given) => `$property ${instantFault(given?.value) ?? 'is not valid'}`,
      },
    }),
  );
