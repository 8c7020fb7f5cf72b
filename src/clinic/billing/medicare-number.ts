import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

const WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9];

/** The ten digits of a Medicare card, of which the ninth checks the first eight, and the person's place on it if given. */
export function isMedicareNumber(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[2-6]\d{9}[1-9]?$/.test(value)) return false;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(value[place]), 0);
  return sum % 10 === Number(value[8]);
}

export const MedicareNumber = () =>
  applyDecorators(
    ApiProperty({ type: String, example: '2123 45670 1', description: 'Ten digits, or eleven with the place on it.' }),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replaceAll(' ', '') : value)),
    ValidateBy({
      name: 'medicareNumber',
      validator: {
        validate: isMedicareNumber,
        defaultMessage: () => '$property must be the number of a Medicare card, as 2123 45670 1',
      },
    }),
  );
