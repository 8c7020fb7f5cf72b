import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

const EARLIEST = '1900-01-01';
const HOUR = 3_600_000;

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

/** The days that are today somewhere: in the zones furthest behind UTC and furthest ahead of it. */
export function todays(now: number): { first: string; last: string } {
  return { first: dayOf(new Date(now - 12 * HOUR)), last: dayOf(new Date(now + 14 * HOUR)) };
}

/** Takes what is no day of the future everywhere; only the clinic's settings tell whose today it is, see PatientsService. */
export const BirthDate = () =>
  applyDecorators(
    ApiProperty({ type: String, format: 'date', example: '1984-03-09' }),
    ValidateBy({
      name: 'birthDate',
      validator: {
        validate: (value) => birthDateFault(value, todays(Date.now()).last) === undefined,
        defaultMessage: (given) =>
          `$property ${birthDateFault(given?.value, todays(Date.now()).last) ?? 'is not valid'}`,
      },
    }),
  );
