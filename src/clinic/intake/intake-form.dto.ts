import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Prisma } from '../../generated/prisma/client.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { STAFF_COLUMNS, StaffDto } from '../staff.dto.js';

const SORTS = ['createdAt', '-createdAt'] as const;
const nullable = { type: String, nullable: true } as const;

export class IntakeFormDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f65' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ type: StaffDto })
  submittedBy!: StaffDto;

  @ApiProperty({ example: 'Trouble falling asleep since May' })
  reasonForVisit!: string;

  @ApiProperty({ ...nullable, example: 'Asthma as a child' })
  medicalHistory!: string | null;

  @ApiProperty({ ...nullable, example: 'Salbutamol when needed' })
  medication!: string | null;

  @ApiProperty({ ...nullable, example: 'Penicillin' })
  allergies!: string | null;

  @ApiProperty({ ...nullable, example: 'Rui Souza, brother, +55 11 95550-0199' })
  emergencyContact!: string | null;

  @ApiProperty({ example: true })
  consent!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

/** A form in a list: whose it is and when it came, not what it says. */
export class ListedIntakeFormDto extends OmitType(IntakeFormDto, [
  'reasonForVisit',
  'medicalHistory',
  'medication',
  'allergies',
  'emergencyContact',
]) {}

export class ListIntakeFormsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: SORTS, default: '-createdAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-createdAt';
}

export class IntakeFormPageDto extends PageOf(ListedIntakeFormDto) {}

export const LISTED_COLUMNS = {
  id: true,
  patientId: true,
  submittedBy: { select: STAFF_COLUMNS },
  consent: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.IntakeFormSelect;

export const FORM_COLUMNS = {
  ...LISTED_COLUMNS,
  reasonForVisit: true,
  medicalHistory: true,
  medication: true,
  allergies: true,
  emergencyContact: true,
} as const satisfies Prisma.IntakeFormSelect;
