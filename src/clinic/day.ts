import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

/** YYYY-MM-DD, of a day that the calendar has, between 1900 and 2199. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^(19|2[01])\d{2}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

export const Day = ({ example, description = '' }: { example: string; description?: string }) =>
  applyDecorators(
    ApiProperty({ type: String, format: 'date', example, description }),
    ValidateBy({
      name: 'day',
      validator: { validate: isDay, defaultMessage: () => '$property must be a day as YYYY-MM-DD' },
    }),
  );
