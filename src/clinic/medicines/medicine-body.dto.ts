import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { IsEnum, IsInt, Max, Min, NotEquals } from 'class-validator';
import { Formulation } from '../../generated/prisma/enums.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Clearable, Line, Text } from '../clinic.fields.js';

export const MOST_STOCK = 10_000_000;
const STOCK = { message: `stock must be a whole number from 0 to ${MOST_STOCK}` };
const CHANGE = { message: 'change must be a whole number of units, above zero to add and below to take away' };

export class NewMedicineDto {
  @Line({ example: 'Paracetamol', max: 200 })
  name!: string;

  @Line({ example: '500 mg', max: 80 })
  strength!: string;

  @ApiProperty({ enum: Formulation, enumName: 'Formulation', example: 'TABLET' })
  @IsEnum(Formulation, { message: `formulation must be one of ${Object.keys(Formulation).join(', ')}` })
  formulation!: Formulation;

  @Line({ example: 'Paracetamol', max: 200 })
  @Clearable()
  activeIngredient?: string | null;

  @Line({ example: 'Southern Cross Pharma', max: 200 })
  @Clearable()
  manufacturer?: string | null;

  @Text({ example: 'Box of 20; keep dry', max: 2000 })
  @Clearable()
  description?: string | null;

  @ApiPropertyOptional({ type: Number, example: 200, default: 0, minimum: 0, maximum: MOST_STOCK })
  @WhenGiven()
  @IsInt(STOCK)
  @Min(0, STOCK)
  @Max(MOST_STOCK, STOCK)
  stock?: number;
}

/** The formulation stays: prescriptions rely on it. The stock changes by an adjustment, which says why. */
export class MedicineChangesDto extends PartialType(OmitType(NewMedicineDto, ['stock', 'formulation']), {
  skipNullProperties: false,
}) {}

export class AdjustStockDto {
  @ApiProperty({ type: Number, example: -4, description: 'Units that came (above zero) or went.' })
  @IsInt(CHANGE)
  @NotEquals(0, CHANGE)
  @Min(-MOST_STOCK, CHANGE)
  @Max(MOST_STOCK, CHANGE)
  change!: number;

  @Text({ example: 'Broken in storage', max: 500 })
  reason!: string;
}
