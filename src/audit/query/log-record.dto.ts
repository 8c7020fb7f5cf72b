import { ApiProperty } from '@nestjs/swagger';
import { ACTIONS, OUTCOMES, SOURCES } from './filter.dto.js';

const ID = '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60';
const nullable = (example: string) => ({ type: String, nullable: true, example });
const state = (example: object) => ({ type: 'object', additionalProperties: true, nullable: true, example }) as const;

class ActorDto {
  @ApiProperty({ enum: ['USER', 'ANONYMOUS', 'SYSTEM', 'DATABASE'] })
  type!: string;
  @ApiProperty(nullable(ID))
  id!: string | null;
  @ApiProperty(nullable('doctor@clinic.example'))
  email!: string | null;
  @ApiProperty(nullable('Doctor Example'))
  name!: string | null;
  @ApiProperty({ type: String, isArray: true, example: ['DOCTOR'] })
  roles!: string[];
}

class EntityDto {
  @ApiProperty({ example: 'Patient' })
  type!: string;
  @ApiProperty(nullable(ID))
  id!: string | null;
  @ApiProperty(nullable('Ana Souza'))
  label!: string | null;
}

class RequestDto {
  @ApiProperty(nullable('0197a0c5-6d1e-7b3a-9c55-3f0e8a6f2b11'))
  id!: string | null;
  @ApiProperty(nullable('PATCH'))
  method!: string | null;
  @ApiProperty(nullable('/api/patients/:id'))
  route!: string | null;
  @ApiProperty(nullable(`/api/patients/${ID}`))
  path!: string | null;
  @ApiProperty(nullable('10.0.0.7'))
  ip!: string | null;
  @ApiProperty(nullable('Mozilla/5.0'))
  userAgent!: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 403, description: 'Of acts that changed no row.' })
  statusCode!: number | null;
}

/** A record, as written when it happened. */
export class LogRecordDto {
  @ApiProperty({ example: ID, description: 'Ids are ordered by time.' })
  id!: string;
  @ApiProperty({ example: '2026-11-20T10:15:30.123456Z', description: 'By the clock of the database.' })
  recordedAt!: string;
  @ApiProperty({ enum: ACTIONS })
  action!: string;
  @ApiProperty({ example: 'patient.updated' })
  event!: string;
  @ApiProperty({ enum: OUTCOMES })
  outcome!: string;
  @ApiProperty({ enum: SOURCES })
  source!: string;
  @ApiProperty({ type: ActorDto, description: 'As he was at the time.' })
  actor!: ActorDto;
  @ApiProperty({ type: EntityDto })
  entity!: EntityDto;
  @ApiProperty({ type: String, isArray: true, example: [ID], description: 'Whose data it is.' })
  patientIds!: string[];
  @ApiProperty({ type: String, isArray: true, example: ['phone'] })
  changedFields!: string[];
  @ApiProperty(state({ phone: '11 5555 0000' }))
  before!: object | null;
  @ApiProperty(state({ phone: '11 5555 1234' }))
  after!: object | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', properties: { old: {}, new: {} } },
    example: { phone: { old: '11 5555 0000', new: '11 5555 1234' } },
  })
  changes!: object;
  @ApiProperty(state({ reason: 'role-required' }))
  details!: object | null;
  @ApiProperty(nullable('patient asked for it'))
  reason!: string | null;
  @ApiProperty(nullable('TREAT'))
  purposeOfUse!: string | null;
  @ApiProperty({ type: RequestDto })
  request!: RequestDto;
  @ApiProperty(nullable('0197a0c5-6d1e-7b3a-9c55-3f0e8a6f2b11'))
  sessionId!: string | null;
}

export class LogPageDto {
  @ApiProperty({ type: LogRecordDto, isArray: true })
  items!: LogRecordDto[];
  @ApiProperty({ example: 1 })
  page!: number;
  @ApiProperty({ example: 50 })
  limit!: number;
  @ApiProperty({ example: 128, description: 'Counted up to 10,000; beyond, or where counting is dear, estimated.' })
  total!: number;
  @ApiProperty()
  totalIsExact!: boolean;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'AQGXo8JfTnwRnSobLDxNXmA',
    description: 'Null at the end and in orders other than that of time.',
  })
  nextCursor!: string | null;
}

export class LogDetailDto extends LogRecordDto {
  @ApiProperty({ type: LogRecordDto, isArray: true, description: 'Up to 100 other records of the same request.' })
  related!: LogRecordDto[];
  @ApiProperty({ ...state({ name: 'Doctor Example', active: true }), description: 'Who did it, as he is now.' })
  actorToday!: object | null;
  @ApiProperty({ type: 'object', nullable: true, additionalProperties: true, example: null })
  proof!: object | null;
}
