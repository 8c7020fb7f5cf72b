import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn } from 'class-validator';
import { CampRegistrationStatus } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Text } from '../clinic.fields.js';
import { initialsOf } from '../patients/patient.dto.js';

const SORTS = ['createdAt', '-createdAt'] as const;
const status = { enum: CampRegistrationStatus, enumName: 'CampRegistrationStatus', example: 'REGISTERED' } as const;

export class CampRegistrationDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f69' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f68' })
  campId!: string;

  @ApiProperty({ example: 'Eye camp Jundiaí' })
  campName!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ example: 'Ana Souza', description: 'In lists, the initials of a restricted patient.' })
  patientName!: string;

  @ApiProperty(status)
  status!: CampRegistrationStatus;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'Is travelling',
    description: 'Null in lists, of a restricted patient.',
  })
  cancelReason!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:00:00.000Z' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:00:00.000Z' })
  updatedAt!: Date;
}

export class CancelCampRegistrationDto {
  @Text({ example: 'Is travelling', max: 500 })
  reason!: string;
}

export class ListCampRegistrationsQuery extends PageQuery {
  @ApiPropertyOptional(status)
  @WhenGiven()
  @IsEnum(CampRegistrationStatus, {
    message: `status must be one of ${Object.keys(CampRegistrationStatus).join(', ')}`,
  })
  status?: CampRegistrationStatus;

  @ApiPropertyOptional({ enum: SORTS, default: 'createdAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = 'createdAt';
}

export class CampRegistrationPageDto extends PageOf(CampRegistrationDto) {}

export const REGISTRATION_COLUMNS = {
  id: true,
  campId: true,
  patientId: true,
  status: true,
  cancelReason: true,
  createdAt: true,
  updatedAt: true,
  camp: { select: { name: true } },
  patient: { select: { fullName: true, restricted: true } },
} as const;

type RegistrationRow = Omit<CampRegistrationDto, 'campName' | 'patientName'> & {
  camp: { name: string };
  patient: { fullName: string; restricted: boolean };
};

/** For whoever reached the patient. */
export function toRegistration({ camp, patient, ...row }: RegistrationRow): CampRegistrationDto {
  return { ...row, campName: camp.name, patientName: patient.fullName };
}

/** For a list of many patients: of a restricted one it shows that he is registered, and the initials. */
export function toListedRegistration({ patient, ...row }: RegistrationRow): CampRegistrationDto {
  if (!patient.restricted) return toRegistration({ ...row, patient });
  const masked = { ...patient, fullName: initialsOf(patient.fullName) };
  return toRegistration({ ...row, patient: masked, cancelReason: null });
}
