import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn } from 'class-validator';
import { AppointmentStatus } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Id } from '../clinic.fields.js';
import { Day } from '../day.js';
import { Instant } from '../instant.js';
import { AppointmentDto } from './appointment.dto.js';

const SORTS = ['startsAt', '-startsAt', 'createdAt', '-createdAt'] as const;
const SOMEONE = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';

export class ListAppointmentsQuery extends PageQuery {
  @Id({ example: SOMEONE })
  @ApiPropertyOptional()
  @WhenGiven()
  patientId?: string;

  @Id({ example: SOMEONE })
  @ApiPropertyOptional()
  @WhenGiven()
  practitionerId?: string;

  @ApiPropertyOptional({ enum: AppointmentStatus, enumName: 'AppointmentStatus' })
  @WhenGiven()
  @IsEnum(AppointmentStatus, { message: `status must be one of ${Object.keys(AppointmentStatus).join(', ')}` })
  status?: AppointmentStatus;

  @Instant({ example: '2026-11-20T00:00:00-03:00' })
  @ApiPropertyOptional({ description: 'Those that begin then or later.' })
  @WhenGiven()
  from?: string;

  @Instant({ example: '2026-11-21T00:00:00-03:00' })
  @ApiPropertyOptional({ description: 'Those that begin before.' })
  @WhenGiven()
  to?: string;

  @ApiPropertyOptional({ enum: SORTS, default: 'startsAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = 'startsAt';
}

export class ListSlotsQuery {
  @Id({ example: SOMEONE })
  practitionerId!: string;

  @Day({ example: '2026-11-23', description: "A day in the clinic's time zone." })
  day!: string;
}

export class AppointmentPageDto extends PageOf(AppointmentDto) {}
