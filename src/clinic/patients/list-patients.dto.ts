import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { ListedPatientDto } from './patient.dto.js';

const SORTS = ['fullName', '-fullName', 'birthDate', '-birthDate', 'createdAt', '-createdAt'] as const;

export class ListPatientsQuery extends PageQuery {
  @ApiPropertyOptional({
    description: 'Parts of name, document number, phone or birth date; every word must be found. Accents do not count.',
    example: 'souza 1984',
    maxLength: 200,
  })
  @WhenGiven()
  @Matches(/\S/, { message: 'search must name something to look for; leave it out to list all' })
  @MaxLength(200)
  @IsString()
  search?: string;

  @ApiPropertyOptional({ enum: SORTS, default: 'fullName', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = 'fullName';
}

export class PatientPageDto extends PageOf(ListedPatientDto) {}
