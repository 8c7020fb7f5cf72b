import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn, Matches, MaxLength } from 'class-validator';
import { ResourceKind } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { YesOrNo } from '../clinic.fields.js';
import { ResourceDto } from './resource.dto.js';

const SORTS = ['name', '-name', 'createdAt', '-createdAt'] as const;

export class ListResourcesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ResourceKind, enumName: 'ResourceKind' })
  @WhenGiven()
  @IsEnum(ResourceKind, { message: `kind must be one of ${Object.keys(ResourceKind).join(', ')}` })
  kind?: ResourceKind;

  @ApiPropertyOptional({ example: 'São Paulo' })
  @WhenGiven()
  @Matches(/\S/)
  @MaxLength(200)
  site?: string;

  @YesOrNo({ description: 'Those that can be used now, or those that cannot.' })
  @WhenGiven()
  inService?: boolean;

  @ApiPropertyOptional({ enum: SORTS, default: 'name', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = 'name';
}

export class ResourcePageDto extends PageOf(ResourceDto) {}
