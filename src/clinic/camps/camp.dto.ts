import { ApiProperty } from '@nestjs/swagger';
import { CampStatus } from '../../generated/prisma/enums.js';
import { dayOf } from '../patients/birth-date.js';

const count = { type: Number, nullable: true } as const;

export class CampDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f68' })
  id!: string;

  @ApiProperty({ example: 'Eye camp Jundiaí' })
  name!: string;

  @ApiProperty({ example: 'Escola Municipal Rio Branco, Jundiaí' })
  location!: string;

  @ApiProperty({ format: 'date', example: '2027-03-06' })
  date!: string;

  @ApiProperty({ example: 120, description: 'How many patients can be registered.' })
  capacity!: number;

  @ApiProperty({ example: 17, description: 'How many are registered now.' })
  registered!: number;

  @ApiProperty({ ...count, example: 90, description: 'How many are thought to come.' })
  expectedPatients!: number | null;

  @ApiProperty({ ...count, example: 84, description: 'How many came, registered or not.' })
  attendedPatients!: number | null;

  @ApiProperty({ enum: CampStatus, enumName: 'CampStatus', example: 'PLANNED' })
  status!: CampStatus;

  @ApiProperty({ type: String, nullable: true, example: 'The road is flooded' })
  cancelReason!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:00:00.000Z' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:00:00.000Z' })
  updatedAt!: Date;
}

export const CAMP_COLUMNS = {
  id: true,
  name: true,
  location: true,
  date: true,
  capacity: true,
  registered: true,
  expectedPatients: true,
  attendedPatients: true,
  status: true,
  cancelReason: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Record<keyof CampDto, true>;

/** A row with these columns. */
export type CampRow = Omit<CampDto, 'date'> & { date: Date };

export function toCamp(row: CampRow): CampDto {
  return { ...row, date: dayOf(row.date) };
}
