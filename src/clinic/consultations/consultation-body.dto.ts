import { ApiProperty, ApiPropertyOptional, PartialType, PickType } from '@nestjs/swagger';
import { IsEnum } from 'class-validator';
import { CounsellingStatus } from '../../generated/prisma/enums.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Clearable, Id, Text } from '../clinic.fields.js';

const SOMEONE = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';
const CAMP = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f68';

export class NewConsultationDto {
  @Text({ example: 'Blurred vision for two weeks', max: 1000 })
  chiefComplaint!: string;

  @Text({ example: 'Both eyes, worse in the evening', max: 10_000 })
  @Clearable()
  notes?: string | null;

  @Id({ example: SOMEONE })
  @ApiPropertyOptional({ description: 'The doctor. Left out: assigned later.' })
  @WhenGiven()
  practitionerId?: string;

  @Id({ example: CAMP })
  @ApiPropertyOptional({ description: 'The camp at which it takes place. Left out: at the clinic.' })
  @WhenGiven()
  campId?: string;
}

export class ConsultationChangesDto extends PartialType(PickType(NewConsultationDto, ['chiefComplaint', 'notes']), {
  skipNullProperties: false,
}) {}

export class AssignDoctorDto {
  @Id({ example: SOMEONE, description: 'The doctor from now on.' })
  practitionerId!: string;
}

export class UpdateCounsellingDto {
  @ApiProperty({ enum: CounsellingStatus, enumName: 'CounsellingStatus', example: 'PENDING' })
  @IsEnum(CounsellingStatus, { message: `status must be one of ${Object.keys(CounsellingStatus).join(', ')}` })
  status!: CounsellingStatus;
}
