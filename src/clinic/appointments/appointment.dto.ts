import { ApiProperty } from '@nestjs/swagger';
import { AppointmentStatus } from '../../generated/prisma/enums.js';
import { initialsOf } from '../patients/patient.dto.js';

const nullable = { type: String, nullable: true } as const;

export class AppointmentDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ example: 'Ana Souza', description: 'In lists, the initials of a restricted patient.' })
  patientName!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  practitionerId!: string;

  @ApiProperty({ example: 'Dr. Paulo Reis' })
  practitionerName!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:00:00.000Z' })
  startsAt!: Date;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:30:00.000Z' })
  endsAt!: Date;

  @ApiProperty({ ...nullable, example: 'Blood pressure', description: 'Null in lists, of a restricted patient.' })
  reason!: string | null;

  @ApiProperty({ enum: AppointmentStatus, enumName: 'AppointmentStatus', example: 'BOOKED' })
  status!: AppointmentStatus;

  @ApiProperty({ ...nullable, example: 'The patient is travelling' })
  cancellationReason!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export class SlotDto {
  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:00:00.000Z' })
  startsAt!: Date;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:30:00.000Z' })
  endsAt!: Date;
}

export class SlotsDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  practitionerId!: string;

  @ApiProperty({ format: 'date', example: '2026-11-20' })
  day!: string;

  @ApiProperty({ example: 'America/Sao_Paulo', description: 'Whose day it is.' })
  timeZone!: string;

  @ApiProperty({ type: SlotDto, isArray: true })
  slots!: SlotDto[];
}

export const APPOINTMENT_COLUMNS = {
  id: true,
  patientId: true,
  practitionerId: true,
  startsAt: true,
  endsAt: true,
  reason: true,
  status: true,
  cancellationReason: true,
  createdAt: true,
  updatedAt: true,
  patient: { select: { fullName: true, restricted: true } },
  practitioner: { select: { name: true } },
} as const;

export type AppointmentRow = Omit<AppointmentDto, 'patientName' | 'practitionerName'> & {
  patient: { fullName: string; restricted: boolean };
  practitioner: { name: string };
};

/** For whoever reached the patient. */
export function toAppointment({ patient, practitioner, ...row }: AppointmentRow): AppointmentDto {
  return { ...row, patientName: patient.fullName, practitionerName: practitioner.name };
}

/** For a list of many patients: of a restricted one it shows that there is an appointment, and the initials. */
export function toListedAppointment({ patient, ...row }: AppointmentRow): AppointmentDto {
  if (!patient.restricted) return toAppointment({ ...row, patient });
  const masked = { ...patient, fullName: initialsOf(patient.fullName) };
  return toAppointment({ ...row, patient: masked, reason: null, cancellationReason: null });
}
