import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsEnum, IsInt, Max, Min } from 'class-validator';
import { ResourceKind } from '../../generated/prisma/enums.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Clearable, Line, Text } from '../clinic.fields.js';

export class NewResourceDto {
  @ApiProperty({ enum: ResourceKind, enumName: 'ResourceKind', example: 'ROOM' })
  @IsEnum(ResourceKind, { message: `kind must be one of ${Object.keys(ResourceKind).join(', ')}` })
  kind!: ResourceKind;

  @Line({ example: 'Room 1', max: 200 })
  name!: string;

  @Line({ example: 'São Paulo', max: 200 })
  @Clearable()
  site?: string | null;

  @Text({ example: 'Ground floor, wheelchair access', max: 1000 })
  @Clearable()
  description?: string | null;

  @ApiProperty({ type: Number, example: 4, minimum: 1, maximum: 1000 })
  @Clearable()
  @Max(1000)
  @Min(1)
  @IsInt({ message: 'capacity must be a whole number' })
  capacity?: number | null;

  @ApiPropertyOptional({ default: true, example: true })
  @WhenGiven()
  @IsBoolean({ message: 'inService must be true or false' })
  inService?: boolean;
}

export class ResourceChangesDto extends PartialType(NewResourceDto, { skipNullProperties: false }) {}
