import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { Prisma } from '../../generated/prisma/client.js';

export const MOST_MONEY = '9999999.99';
// More than nothing: somewhere a digit that is not 0. A text, because a number of JSON has no exact decimals.
const AMOUNT = /^(?=.*[1-9])(0|[1-9]\d{0,6})(\.\d{1,2})?$/;

export function isAmount(value: unknown): value is string {
  return typeof value === 'string' && AMOUNT.test(value);
}

/** An amount that somebody sends. */
export const Amount = ({ example, description = '' }: { example: string; description?: string }) =>
  applyDecorators(
    ApiProperty({ type: String, example, description, pattern: AMOUNT.source }),
    Matches(AMOUNT, {
      message: `$property must be a text such as "120.50": more than 0, at most ${MOST_MONEY}, with up to two decimals`,
    }),
  );

/** An amount that is shown: always with two decimals. */
export const Money = ({ example, description = '' }: { example: string; description?: string }) =>
  ApiProperty({ type: String, example, description });

export function money(amount: Prisma.Decimal): string {
  return amount.toFixed(2);
}
