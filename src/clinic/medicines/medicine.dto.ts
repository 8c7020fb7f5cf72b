import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn, Matches, MaxLength } from 'class-validator';
import { Formulation } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';

const SORTS = ['name', '-name', 'stock', '-stock'] as const;
const nullable = { type: String, nullable: true } as const;

export class MedicineDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f66' })
  id!: string;

  @ApiProperty({ example: 'Paracetamol' })
  name!: string;

  @ApiProperty({ example: '500 mg' })
  strength!: string;

  @ApiProperty({ enum: Formulation, enumName: 'Formulation' })
  formulation!: Formulation;

  @ApiProperty({ ...nullable, example: 'Paracetamol' })
  activeIngredient!: string | null;

  @ApiProperty({ ...nullable, example: 'Southern Cross Pharma' })
  manufacturer!: string | null;

  @ApiProperty({ ...nullable, example: 'Box of 20; keep dry' })
  description!: string | null;

  @ApiProperty({ example: 200, description: 'Units at hand.' })
  stock!: number;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export class ListMedicinesQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Part of the name.', example: 'parac', maxLength: 200 })
  @WhenGiven()
  @Matches(/\S/, { message: 'search must name something to look for; leave it out to list all' })
  @MaxLength(200)
  search?: string;

  @ApiPropertyOptional({ enum: Formulation, enumName: 'Formulation' })
  @WhenGiven()
  @IsEnum(Formulation, { message: `formulation must be one of ${Object.keys(Formulation).join(', ')}` })
  formulation?: Formulation;

  @ApiPropertyOptional({ enum: SORTS, default: 'name', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = 'name';
}

export class MedicinePageDto extends PageOf(MedicineDto) {}
