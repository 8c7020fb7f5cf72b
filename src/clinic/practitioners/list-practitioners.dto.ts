import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn, Matches, MaxLength } from 'class-validator';
import { Profession } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { YesOrNo } from '../clinic.fields.js';
import { PractitionerDto } from './practitioner.dto.js';

const SORTS = ['name', '-name', 'createdAt', '-createdAt'] as const;

export class ListPractitionersQuery extends PageQuery {
  @ApiPropertyOptional({ enum: Profession, enumName: 'Profession' })
  @WhenGiven()
  @IsEnum(Profession, { message: `profession must be one of ${Object.keys(Profession).join(', ')}` })
  profession?: Profession;

  @ApiPropertyOptional({ description: 'Exactly as it is written in the profile.', example: 'Cardiology' })
  @WhenGiven()
  @Matches(/\S/)
  @MaxLength(80)
  specialty?: string;

  @ApiPropertyOptional({ example: 'São Paulo' })
  @WhenGiven()
  @Matches(/\S/)
  @MaxLength(200)
  site?: string;

  @YesOrNo({ description: 'Those who treat here now, or those who do not.' })
  @WhenGiven()
  active?: boolean;

  @ApiPropertyOptional({ enum: SORTS, default: 'name', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = 'name';
}

export class PractitionerPageDto extends PageOf(PractitionerDto) {}
