import { ApiPropertyOptional } from '@nestjs/swagger';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Id, Text } from '../clinic.fields.js';
import { Instant } from '../instant.js';

const END = { description: 'Left out: one slot of the clinic after the start.' };
const SOMEONE = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';

export class BookAppointmentDto {
  @Id({ example: SOMEONE })
  patientId!: string;

  @Id({ example: SOMEONE })
  practitionerId!: string;

  @Instant({ example: '2026-11-23T09:00:00-03:00' })
  startsAt!: string;

  @Instant({ example: '2026-11-23T09:30:00-03:00' })
  @ApiPropertyOptional(END)
  @WhenGiven()
  endsAt?: string;

  @Text({ example: 'Blood pressure', max: 500 })
  reason!: string;
}

export class RescheduleAppointmentDto {
  @Instant({ example: '2026-11-24T10:00:00-03:00' })
  startsAt!: string;

  @Instant({ example: '2026-11-24T10:30:00-03:00' })
  @ApiPropertyOptional({ description: 'Left out: it lasts as long as before.' })
  @WhenGiven()
  endsAt?: string;

  @Id({ example: SOMEONE, description: 'Left out: the same practitioner.' })
  @ApiPropertyOptional()
  @WhenGiven()
  practitionerId?: string;
}

export class CancelAppointmentDto {
  @Text({ example: 'The patient is travelling', max: 500 })
  reason!: string;
}
