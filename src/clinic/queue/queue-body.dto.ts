import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum } from 'class-validator';
import { QueuePriority, QueueStatus } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Id } from '../clinic.fields.js';
import { Day } from '../day.js';
import { QueueEntryDto } from './queue-entry.dto.js';

const SOMEONE = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';
const ofPriorities = { message: `priority must be one of ${Object.keys(QueuePriority).join(', ')}` };
const ofStatuses = { message: `status must be one of ${Object.keys(QueueStatus).join(', ')}` };

export class EnqueueDto {
  @Id({ example: SOMEONE })
  patientId!: string;

  @Id({ example: SOMEONE })
  @ApiPropertyOptional({ description: 'Left out: whoever is free.' })
  @WhenGiven()
  practitionerId?: string;

  @ApiPropertyOptional({ enum: QueuePriority, enumName: 'QueuePriority', example: 'ROUTINE', default: 'ROUTINE' })
  @WhenGiven()
  @IsEnum(QueuePriority, ofPriorities)
  priority?: QueuePriority;
}

export class ChangeQueueStatusDto {
  @ApiProperty({ enum: QueueStatus, enumName: 'QueueStatus', example: 'CALLED' })
  @IsEnum(QueueStatus, ofStatuses)
  status!: QueueStatus;
}

export class ChangeQueuePriorityDto {
  @ApiProperty({ enum: QueuePriority, enumName: 'QueuePriority', example: 'URGENT' })
  @IsEnum(QueuePriority, ofPriorities)
  priority!: QueuePriority;
}

export class PatientQueueQuery extends PageQuery {
  @ApiPropertyOptional({ enum: QueueStatus, enumName: 'QueueStatus' })
  @WhenGiven()
  @IsEnum(QueueStatus, ofStatuses)
  status?: QueueStatus;
}

export class QueueQuery extends PatientQueueQuery {
  @Day({ example: '2026-11-20' })
  @ApiPropertyOptional({ description: 'Left out: today, where the clinic is.' })
  @WhenGiven()
  day?: string;
}

export class QueuePageDto extends PageOf(QueueEntryDto) {}
