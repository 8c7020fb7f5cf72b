import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

const EARLIEST = '1900-01-01';

/** A day as YYYY-MM-DD. It has no time zone; Prisma shows it as midnight UTC. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** What is wrong with it as the birth date of a patient; undefined if nothing is. */
export function birthDateFault(value: unknown, today: string): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'must be a date as YYYY-MM-DD';
  const date = new Date(`${value}T00:00:00Z`);
  // JavaScript takes February 30 for March 1 or 2.
  if (Number.isNaN(date.getTime()) || dayOf(date) !== value) return 'must be a day that the calendar has';
  if (value < EARLIEST) return `must not be before ${EARLIEST}`;
  if (value > today) return 'must not be in the future';
  return undefined;
}

export const BirthDate = () =>
  applyDecorators(
    ApiProperty({ type: String, format: 'date', example: '1984-03-09' }),
    ValidateBy({
      name: 'birthDate',
      validator: {
        validate: (value) => birthDateFault(value, dayOf(new Date())) === undefined,
        defaultMessage: (given) => `$property ${birthDateFault(given?.value, dayOf(new Date())) ?? 'is not valid'}`,
      },
    }),
  );
