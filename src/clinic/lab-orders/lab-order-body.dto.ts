import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum } from 'class-validator';
import { LabFinding, LabUrgency } from '../../generated/prisma/enums.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Clearable, Line, Text } from '../clinic.fields.js';

export class NewLabOrderDto {
  @Line({ example: 'Full blood count', max: 200 })
  test!: string;

  @ApiPropertyOptional({ enum: LabUrgency, enumName: 'LabUrgency', example: 'ROUTINE', default: 'ROUTINE' })
  @WhenGiven()
  @IsEnum(LabUrgency, { message: `urgency must be one of ${Object.keys(LabUrgency).join(', ')}` })
  urgency?: LabUrgency;

  @Text({ example: 'Anaemia?', max: 1000 })
  @Clearable()
  question?: string | null;
}

export class LabResultDto {
  @Text({ example: 'Haemoglobin 13.9 g/dL, leukocytes 6.1 /nL, platelets 240 /nL', max: 10_000 })
  result!: string;

  @ApiProperty({ enum: LabFinding, enumName: 'LabFinding', example: 'NORMAL' })
  @IsEnum(LabFinding, { message: `finding must be one of ${Object.keys(LabFinding).join(', ')}` })
  finding!: LabFinding;
}

export class CancelLabOrderDto {
  @Text({ example: 'Ordered twice', max: 500 })
  reason!: string;
}
