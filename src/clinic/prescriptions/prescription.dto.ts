import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsEnum, IsIn } from 'class-validator';
import type { Prisma } from '../../generated/prisma/client.js';
import { Formulation, PrescriptionStatus, PrescriptionType, TimeSlot } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { MedicineDto } from '../medicines/medicine.dto.js';
import { STAFF_COLUMNS, StaffDto } from '../staff.dto.js';

const SORTS = ['createdAt', '-createdAt'] as const;

export class PrescribedMedicineDto extends PickType(MedicineDto, ['id', 'name', 'strength']) {}

export class PrescriptionDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f67' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ type: StaffDto })
  prescriber!: StaffDto;

  @ApiProperty({ type: PrescribedMedicineDto })
  medicine!: PrescribedMedicineDto;

  @ApiProperty({ example: 20 })
  quantity!: number;

  @ApiProperty({ example: 0, description: 'Units picked up so far.' })
  dispensed!: number;

  @ApiProperty({ enum: PrescriptionType, enumName: 'PrescriptionType' })
  type!: PrescriptionType;

  @ApiProperty({ enum: Formulation, enumName: 'Formulation' })
  formulation!: Formulation;

  @ApiProperty({ example: 10 })
  days!: number;

  @ApiProperty({ enum: TimeSlot, enumName: 'TimeSlot', isArray: true })
  timeSlots!: TimeSlot[];

  @ApiProperty({ type: String, nullable: true, example: 'After the meal, with water' })
  instructions!: string | null;

  @ApiProperty({ enum: PrescriptionStatus, enumName: 'PrescriptionStatus' })
  status!: PrescriptionStatus;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'What it took the place of.' })
  replacesId!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export class ListPrescriptionsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: PrescriptionStatus, enumName: 'PrescriptionStatus' })
  @WhenGiven()
  @IsEnum(PrescriptionStatus, { message: `status must be one of ${Object.keys(PrescriptionStatus).join(', ')}` })
  status?: PrescriptionStatus;

  @ApiPropertyOptional({ enum: SORTS, default: '-createdAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-createdAt';
}

export class PrescriptionPageDto extends PageOf(PrescriptionDto) {}

export const PRESCRIPTION_COLUMNS = {
  id: true,
  patientId: true,
  prescriber: { select: STAFF_COLUMNS },
  medicine: { select: { id: true, name: true, strength: true } },
  quantity: true,
  dispensed: true,
  type: true,
  formulation: true,
  days: true,
  timeSlots: true,
  instructions: true,
  status: true,
  replacesId: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.PrescriptionSelect;
