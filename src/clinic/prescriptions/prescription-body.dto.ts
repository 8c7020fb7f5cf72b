import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { ArrayUnique, IsArray, IsEnum, IsInt, Max, Min } from 'class-validator';
import { Formulation, PrescriptionType, TimeSlot } from '../../generated/prisma/enums.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Clearable, Id, Text } from '../clinic.fields.js';

const MOST_UNITS = 10_000;
const MOST_DAYS = 366;
const QUANTITY = { message: `quantity must be a whole number from 1 to ${MOST_UNITS}` };
const DAYS = { message: `days must be a whole number from 1 to ${MOST_DAYS}` };

export class NewPrescriptionDto {
  @Id({ example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f66' })
  medicineId!: string;

  @ApiProperty({ type: Number, example: 20, minimum: 1, maximum: MOST_UNITS, description: 'Units in all.' })
  @IsInt(QUANTITY)
  @Min(1, QUANTITY)
  @Max(MOST_UNITS, QUANTITY)
  quantity!: number;

  @ApiProperty({ enum: PrescriptionType, enumName: 'PrescriptionType', example: 'ACUTE' })
  @IsEnum(PrescriptionType, { message: `type must be one of ${Object.keys(PrescriptionType).join(', ')}` })
  type!: PrescriptionType;

  @ApiProperty({
    enum: Formulation,
    enumName: 'Formulation',
    example: 'TABLET',
    description: 'As the medicine has it.',
  })
  @IsEnum(Formulation, { message: `formulation must be one of ${Object.keys(Formulation).join(', ')}` })
  formulation!: Formulation;

  @ApiProperty({ type: Number, example: 10, minimum: 1, maximum: MOST_DAYS })
  @IsInt(DAYS)
  @Min(1, DAYS)
  @Max(MOST_DAYS, DAYS)
  days!: number;

  @ApiProperty({
    enum: TimeSlot,
    enumName: 'TimeSlot',
    isArray: true,
    example: ['MORNING', 'EVENING'],
    description: 'At least one, unless it is taken as needed.',
  })
  @IsArray({ message: 'timeSlots must be a list' })
  @ArrayUnique({ message: 'timeSlots must not repeat' })
  @IsEnum(TimeSlot, { each: true, message: `each of timeSlots must be one of ${Object.keys(TimeSlot).join(', ')}` })
  timeSlots!: TimeSlot[];

  @Text({ example: 'After the meal, with water', max: 1000 })
  @Clearable()
  instructions?: string | null;
}

export class PrescriptionChangesDto extends PartialType(NewPrescriptionDto, { skipNullProperties: false }) {}

export class PrescribeDto extends NewPrescriptionDto {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'The prescription of the same patient that this one takes the place of.',
  })
  @Id({ example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f67' })
  @WhenGiven()
  replacesId?: string;
}

export class DispenseDto {
  @ApiPropertyOptional({ type: Number, example: 20, minimum: 1, description: 'Units picked up; all that are left.' })
  @WhenGiven()
  @IsInt(QUANTITY)
  @Min(1, QUANTITY)
  @Max(MOST_UNITS, QUANTITY)
  quantity?: number;
}
