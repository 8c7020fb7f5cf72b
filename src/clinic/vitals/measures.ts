import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsNumber, IsOptional, Max, Min } from 'class-validator';

interface Measure {
  min: number;
  max: number;
  /** Digits after the point. */
  digits: number;
  unit: string;
  example: number;
}

/** What a human being can have; the table refuses the same, whoever writes to it. */
export const MEASURES = {
  systolic: { min: 30, max: 350, digits: 0, unit: 'mmHg', example: 120 },
  diastolic: { min: 10, max: 250, digits: 0, unit: 'mmHg', example: 80 },
  pulse: { min: 0, max: 350, digits: 0, unit: 'beats in a minute', example: 72 },
  respiratoryRate: { min: 0, max: 120, digits: 0, unit: 'breaths in a minute', example: 16 },
  temperature: { min: 20, max: 45, digits: 1, unit: '°C', example: 36.6 },
  oxygenSaturation: { min: 0, max: 100, digits: 0, unit: 'per cent', example: 98 },
  weight: { min: 0.2, max: 700, digits: 2, unit: 'kg', example: 68.5 },
  height: { min: 15, max: 280, digits: 1, unit: 'cm', example: 171 },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;
export type Measured = { [Name in MeasureName]?: number | null };

/** A measured value of a body: may be left out, and null takes a value away that was not measured after all. */
export const Measured = (name: MeasureName) => {
  const { min, max, digits, unit, example } = MEASURES[name];
  const message = `${name} must be a number from ${min} to ${max} (${unit}) with at most ${digits} digits after the point`;
  return applyDecorators(
    ApiPropertyOptional({ type: Number, nullable: true, minimum: min, maximum: max, example, description: unit }),
    IsOptional(),
    IsNumber({ maxDecimalPlaces: digits }, { message }),
    Min(min, { message }),
    Max(max, { message }),
  );
};

/** What is wrong with values that belong together; undefined if nothing is. */
export function faultTogether(measured: Measured): string | undefined {
  const { systolic = null, diastolic = null } = measured;
  const names = Object.keys(MEASURES) as MeasureName[];
  if (names.every((name) => (measured[name] ?? null) === null)) return `Give at least one of ${names.join(', ')}`;
  if ((systolic === null) !== (diastolic === null)) return 'A blood pressure needs both systolic and diastolic';
  if (systolic !== null && diastolic !== null && diastolic >= systolic) return 'diastolic must be lower than systolic';
  return undefined;
}
