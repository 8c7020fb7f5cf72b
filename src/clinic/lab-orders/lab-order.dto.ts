import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn } from 'class-validator';
import type { Prisma } from '../../generated/prisma/client.js';
import { LabFinding, LabOrderStatus, LabUrgency } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { STAFF_COLUMNS, StaffDto } from '../staff.dto.js';

const SORTS = ['createdAt', '-createdAt'] as const;
const nullable = { type: String, nullable: true } as const;

export class LabOrderDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f64' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ type: StaffDto })
  orderedBy!: StaffDto;

  @ApiProperty({ example: 'Full blood count' })
  test!: string;

  @ApiProperty({ enum: LabUrgency, enumName: 'LabUrgency' })
  urgency!: LabUrgency;

  @ApiProperty({ ...nullable, example: 'Anaemia?' })
  question!: string | null;

  @ApiProperty({ enum: LabOrderStatus, enumName: 'LabOrderStatus' })
  status!: LabOrderStatus;

  @ApiProperty({ ...nullable, format: 'date-time' })
  collectedAt!: Date | null;

  @ApiProperty({ ...nullable, example: 'Haemoglobin 13.9 g/dL' })
  result!: string | null;

  @ApiProperty({ enum: LabFinding, enumName: 'LabFinding', nullable: true })
  finding!: LabFinding | null;

  @ApiProperty({ ...nullable, format: 'date-time' })
  resultedAt!: Date | null;

  @ApiProperty({ type: StaffDto, nullable: true })
  resultedBy!: StaffDto | null;

  @ApiProperty({ ...nullable, example: 'Ordered twice' })
  cancelReason!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export class ListLabOrdersQuery extends PageQuery {
  @ApiPropertyOptional({ enum: LabOrderStatus, enumName: 'LabOrderStatus' })
  @WhenGiven()
  @IsEnum(LabOrderStatus, { message: `status must be one of ${Object.keys(LabOrderStatus).join(', ')}` })
  status?: LabOrderStatus;

  @ApiPropertyOptional({ enum: SORTS, default: '-createdAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-createdAt';
}

export class LabOrderPageDto extends PageOf(LabOrderDto) {}

export const LAB_ORDER_COLUMNS = {
  id: true,
  patientId: true,
  orderedBy: { select: STAFF_COLUMNS },
  test: true,
  urgency: true,
  question: true,
  status: true,
  collectedAt: true,
  result: true,
  finding: true,
  resultedAt: true,
  resultedBy: { select: STAFF_COLUMNS },
  cancelReason: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.LabOrderSelect;
