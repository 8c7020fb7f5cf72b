import { ApiProperty } from '@nestjs/swagger';
import type { Prisma } from '../../generated/prisma/client.js';
import { ConsultationStatus, CounsellingStatus } from '../../generated/prisma/enums.js';
import { STAFF_COLUMNS, StaffDto } from '../staff.dto.js';

const nullable = { type: String, nullable: true } as const;

export class ConsultationDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f70' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ example: 'Ana Souza' })
  patientName!: string;

  @ApiProperty({ ...nullable, format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f61' })
  practitionerId!: string | null;

  @ApiProperty({ ...nullable, example: 'Dr. Paulo Reis', description: 'The assigned doctor.' })
  practitionerName!: string | null;

  @ApiProperty({ ...nullable, format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f68' })
  campId!: string | null;

  @ApiProperty({ ...nullable, example: 'Eye camp Jundiaí' })
  campName!: string | null;

  @ApiProperty({ type: StaffDto })
  openedBy!: StaffDto;

  @ApiProperty({ example: 'Blurred vision for two weeks' })
  chiefComplaint!: string;

  @ApiProperty({ ...nullable, example: 'Both eyes, worse in the evening' })
  notes!: string | null;

  @ApiProperty({ enum: ConsultationStatus, enumName: 'ConsultationStatus', example: 'OPEN' })
  status!: ConsultationStatus;

  @ApiProperty({ enum: CounsellingStatus, enumName: 'CounsellingStatus', example: 'NOT_REQUIRED' })
  counsellingStatus!: CounsellingStatus;

  @ApiProperty({ ...nullable, format: 'date-time', example: '2026-11-20T12:30:00.000Z' })
  closedAt!: Date | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:00:00.000Z' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:00:00.000Z' })
  updatedAt!: Date;
}

export const CONSULTATION_COLUMNS = {
  id: true,
  patientId: true,
  practitionerId: true,
  campId: true,
  openedBy: { select: STAFF_COLUMNS },
  chiefComplaint: true,
  notes: true,
  status: true,
  counsellingStatus: true,
  closedAt: true,
  createdAt: true,
  updatedAt: true,
  patient: { select: { fullName: true } },
  practitioner: { select: { name: true } },
  camp: { select: { name: true } },
} as const satisfies Prisma.ConsultationSelect;

type ConsultationRow = Prisma.ConsultationGetPayload<{ select: typeof CONSULTATION_COLUMNS }>;

/** For whoever reached the patient. */
export function toConsultation({ patient, practitioner, camp, ...row }: ConsultationRow): ConsultationDto {
  return {
    ...row,
    patientName: patient.fullName,
    practitionerName: practitioner?.name ?? null,
    campName: camp?.name ?? null,
  };
}
