import { applyDecorators } from '@nestjs/common';
import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { Clearable, Line, Text } from '../clinic.fields.js';
import { Day } from '../day.js';

const MOST_PLACES = 5000;
const MOST_PATIENTS = 100_000;

interface CountOptions {
  example: number;
  min: number;
  max: number;
  description: string;
}

const Count = ({ example, min, max, description }: CountOptions) => {
  const fault = { message: `$property must be a whole number from ${min} to ${max}` };
  return applyDecorators(
    ApiProperty({ type: Number, example, minimum: min, maximum: max, description }),
    IsInt(fault),
    Min(min, fault),
    Max(max, fault),
  );
};

export class NewCampDto {
  @Line({ example: 'Eye camp Jundiaí', max: 200 })
  name!: string;

  @Line({ example: 'Escola Municipal Rio Branco, Jundiaí', max: 300 })
  location!: string;

  @Day({ example: '2027-03-06' })
  date!: string;

  @Count({ example: 120, min: 1, max: MOST_PLACES, description: 'How many patients can be registered.' })
  capacity!: number;

  @Count({ example: 90, min: 0, max: MOST_PATIENTS, description: 'How many are thought to come.' })
  @Clearable()
  expectedPatients?: number | null;
}

export class CampChangesDto extends PartialType(NewCampDto, { skipNullProperties: false }) {
  @Count({ example: 84, min: 0, max: MOST_PATIENTS, description: 'How many came, registered or not.' })
  @Clearable()
  attendedPatients?: number | null;
}

export class CancelCampDto {
  @Text({ example: 'The road is flooded', max: 500 })
  reason!: string;
}
