import { ApiProperty } from '@nestjs/swagger';
import { QueuePriority, QueueStatus } from '../../generated/prisma/enums.js';
import { dayOf } from '../patients/birth-date.js';
import { initialsOf } from '../patients/patient.dto.js';

export class QueueEntryDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ example: 'Ana Souza', description: 'Among others, the initials of a restricted patient.' })
  patientName!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  practitionerId!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Dr. Paulo Reis' })
  practitionerName!: string | null;

  @ApiProperty({ format: 'date', example: '2026-11-20', description: "In the clinic's time zone." })
  day!: string;

  @ApiProperty({ enum: QueuePriority, enumName: 'QueuePriority', example: 'ROUTINE' })
  priority!: QueuePriority;

  @ApiProperty({ enum: QueueStatus, enumName: 'QueueStatus', example: 'WAITING' })
  status!: QueueStatus;

  @ApiProperty({ format: 'date-time', description: 'Since when he waits.' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export const QUEUE_COLUMNS = {
  id: true,
  patientId: true,
  practitionerId: true,
  day: true,
  priority: true,
  status: true,
  createdAt: true,
  updatedAt: true,
  patient: { select: { fullName: true, restricted: true } },
  practitioner: { select: { name: true } },
} as const;

export type QueueRow = Omit<QueueEntryDto, 'day' | 'patientName' | 'practitionerName'> & {
  day: Date;
  patient: { fullName: string; restricted: boolean };
  practitioner: { name: string } | null;
};

/** For whoever reached the patient. */
export function toQueueEntry({ patient, practitioner, day, ...row }: QueueRow): QueueEntryDto {
  return {
    ...row,
    patientName: patient.fullName,
    practitionerName: practitioner?.name ?? null,
    day: dayOf(day),
  };
}

/** For a queue of many: a restricted patient is called by his initials. */
export function toListedQueueEntry(row: QueueRow): QueueEntryDto {
  if (!row.patient.restricted) return toQueueEntry(row);
  return toQueueEntry({ ...row, patient: { ...row.patient, fullName: initialsOf(row.patient.fullName) } });
}
