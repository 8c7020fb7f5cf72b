import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn, Matches, MaxLength } from 'class-validator';
import { CampStatus } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Day } from '../day.js';
import { CampDto } from './camp.dto.js';

const SORTS = ['date', '-date', 'name', '-name', 'createdAt', '-createdAt'] as const;

export class ListCampsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: CampStatus, enumName: 'CampStatus', example: 'PLANNED' })
  @WhenGiven()
  @IsEnum(CampStatus, { message: `status must be one of ${Object.keys(CampStatus).join(', ')}` })
  status?: CampStatus;

  @ApiPropertyOptional({ example: 'Escola Municipal Rio Branco, Jundiaí' })
  @WhenGiven()
  @Matches(/\S/)
  @MaxLength(300)
  location?: string;

  @Day({ example: '2026-11-20' })
  @ApiPropertyOptional({ description: 'Those on that day or later.' })
  @WhenGiven()
  from?: string;

  @Day({ example: '2027-12-31' })
  @ApiPropertyOptional({ description: 'Those on that day or earlier.' })
  @WhenGiven()
  to?: string;

  @ApiPropertyOptional({ enum: SORTS, default: 'date', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = 'date';
}

export class CampPageDto extends PageOf(CampDto) {}
