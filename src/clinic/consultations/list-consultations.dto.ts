import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn } from 'class-validator';
import { ConsultationStatus, CounsellingStatus } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Id } from '../clinic.fields.js';
import { ConsultationDto } from './consultation.dto.js';

const SORTS = ['createdAt', '-createdAt'] as const;

export class ListConsultationsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ConsultationStatus, enumName: 'ConsultationStatus', example: 'OPEN' })
  @WhenGiven()
  @IsEnum(ConsultationStatus, { message: `status must be one of ${Object.keys(ConsultationStatus).join(', ')}` })
  status?: ConsultationStatus;

  @ApiPropertyOptional({ enum: CounsellingStatus, enumName: 'CounsellingStatus', example: 'PENDING' })
  @WhenGiven()
  @IsEnum(CounsellingStatus, {
    message: `counsellingStatus must be one of ${Object.keys(CounsellingStatus).join(', ')}`,
  })
  counsellingStatus?: CounsellingStatus;

  @Id({ example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f61' })
  @ApiPropertyOptional({ description: 'Those of one doctor.' })
  @WhenGiven()
  practitionerId?: string;

  @ApiPropertyOptional({ enum: SORTS, default: '-createdAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-createdAt';
}

export class ConsultationPageDto extends PageOf(ConsultationDto) {}
