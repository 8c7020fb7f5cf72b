import { ApiProperty } from '@nestjs/swagger';
import { IsAfter, IsMoment } from './filter-rules.js';

export class StatsQuery {
  @IsMoment({ description: 'From this moment on. Default: 30 days before `to`.', example: '2026-11-01' })
  from?: string;

  @IsMoment({ description: 'Before this moment. Default: now.', example: '2026-12-01' })
  @IsAfter('from')
  to?: string;
}

class CountDto {
  @ApiProperty({ example: 'patient.viewed' })
  key!: string;
  @ApiProperty({ example: 812 })
  count!: number;
}

class MomentCountDto {
  @ApiProperty({ example: '2026-11-20T10:00:00Z', description: 'Begin of the hour or day, in UTC.' })
  at!: string;
  @ApiProperty({ example: 41 })
  count!: number;
}

class ActorCountDto {
  @ApiProperty({ example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  id!: string;
  @ApiProperty({ type: String, nullable: true, example: 'doctor@clinic.example' })
  email!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'Doctor Example' })
  name!: string | null;
  @ApiProperty({ example: 230 })
  count!: number;
}

class PatientCountDto {
  @ApiProperty({ example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  id!: string;
  @ApiProperty({ type: String, nullable: true, example: 'Ana Souza' })
  label!: string | null;
  @ApiProperty({ example: 17 })
  count!: number;
}

const counts = { type: CountDto, isArray: true } as const;

export class StatsDto {
  @ApiProperty({ example: '2026-11-01T00:00:00.000Z' })
  from!: string;
  @ApiProperty({ example: '2026-12-01T00:00:00.000Z' })
  to!: string;
  @ApiProperty({ example: 1204 })
  total!: number;
  @ApiProperty(counts)
  byAction!: CountDto[];
  @ApiProperty(counts)
  byEvent!: CountDto[];
  @ApiProperty({ ...counts, description: 'A record counts for every role that its actor had.' })
  byRole!: CountDto[];
  @ApiProperty(counts)
  byOutcome!: CountDto[];
  @ApiProperty(counts)
  byEntityType!: CountDto[];
  @ApiProperty({ type: MomentCountDto, isArray: true, description: 'Days without records are left out.' })
  perDay!: MomentCountDto[];
  @ApiProperty({ type: MomentCountDto, isArray: true, description: 'For periods of up to 92 days; otherwise empty.' })
  perHour!: MomentCountDto[];
  @ApiProperty({ type: ActorCountDto, isArray: true })
  topActors!: ActorCountDto[];
  @ApiProperty({ type: PatientCountDto, isArray: true })
  topPatients!: PatientCountDto[];
}
