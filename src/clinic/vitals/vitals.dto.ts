import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Prisma, Vitals } from '../../generated/prisma/client.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Instant } from '../instant.js';
import { STAFF_COLUMNS, StaffDto } from '../staff.dto.js';
import { MEASURES, type MeasureName } from './measures.js';

const SORTS = ['measuredAt', '-measuredAt'] as const;

const Shown = (name: MeasureName) =>
  ApiProperty({ type: Number, nullable: true, description: MEASURES[name].unit, example: MEASURES[name].example });

/** What was measured of a patient at one moment. */
export class VitalsDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f62' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ format: 'date-time' })
  measuredAt!: Date;

  @Shown('systolic')
  systolic!: number | null;

  @Shown('diastolic')
  diastolic!: number | null;

  @Shown('pulse')
  pulse!: number | null;

  @Shown('respiratoryRate')
  respiratoryRate!: number | null;

  @Shown('temperature')
  temperature!: number | null;

  @Shown('oxygenSaturation')
  oxygenSaturation!: number | null;

  @Shown('weight')
  weight!: number | null;

  @Shown('height')
  height!: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'Measured lying down' })
  note!: string | null;

  @ApiProperty({ type: StaffDto })
  recordedBy!: StaffDto;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time', description: 'Later than createdAt if it was corrected.' })
  updatedAt!: Date;
}

export class VitalsHistoryQuery extends PageQuery {
  @Instant({ example: '2026-01-01T00:00:00Z', description: 'Measured then or later.' })
  @ApiPropertyOptional()
  @WhenGiven()
  from?: string;

  @Instant({ example: '2026-12-31T23:59:59Z', description: 'Measured before.' })
  @ApiPropertyOptional()
  @WhenGiven()
  to?: string;

  @ApiPropertyOptional({ enum: SORTS, default: '-measuredAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-measuredAt';
}

export class VitalsPageDto extends PageOf(VitalsDto) {}

export const WITH_RECORDER = { recordedBy: { select: STAFF_COLUMNS } } as const satisfies Prisma.VitalsInclude;

type VitalsRow = Vitals & { recordedBy: StaffDto };

export function toVitals(vitals: VitalsRow): VitalsDto {
  const { recordedById: _, temperature, weight, height, ...row } = vitals;
  return { ...row, temperature: numberOf(temperature), weight: numberOf(weight), height: numberOf(height) };
}

export function numberOf(value: Prisma.Decimal | null): number | null {
  return value === null ? null : value.toNumber();
}
