import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Day } from '../day.js';

const FORMATS = ['json', 'csv'] as const;
const nullable = { type: String, nullable: true } as const;

export class AccessReportQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: FORMATS,
    default: 'json',
    description: 'A file of CSV holds the whole period, however long, whatever page is asked for.',
  })
  @IsIn(FORMATS)
  format: (typeof FORMATS)[number] = 'json';

  @ApiPropertyOptional()
  @Day({ example: '2026-11-01', description: "The first day, in the clinic's time zone." })
  @WhenGiven()
  from?: string;

  @ApiPropertyOptional()
  @Day({ example: '2026-11-30', description: 'The last day.' })
  @WhenGiven()
  to?: string;
}

export class AccessPersonDto {
  @ApiProperty({ example: 'Person 1', description: 'The same person in the whole report.' })
  pseudonym!: string;

  @ApiProperty({ enum: ['USER', 'ANONYMOUS', 'SYSTEM', 'DATABASE'], example: 'USER' })
  type!: string;

  @ApiProperty({ ...nullable, example: null, description: 'Null where names are masked.' })
  id!: string | null;

  @ApiProperty({ ...nullable, example: 'A••• L•••' })
  name!: string | null;

  @ApiProperty({ ...nullable, example: null, description: 'Null where names are masked.' })
  email!: string | null;

  @ApiProperty({ type: String, isArray: true, example: ['DOCTOR'], description: 'Those of that day.' })
  roles!: string[];
}

export class AccessActDto {
  @ApiProperty({ example: 'patient.viewed' })
  event!: string;

  @ApiProperty({ enum: ['CREATION', 'VIEW', 'UPDATE', 'DELETION'], example: 'VIEW' })
  action!: string;

  @ApiProperty({ enum: ['SUCCESS', 'FAILURE', 'DENIED'], example: 'SUCCESS' })
  outcome!: string;

  @ApiProperty({ example: 3 })
  count!: number;
}

export class AccessDayDto {
  @ApiProperty({ format: 'date', example: '2026-11-20' })
  day!: string;

  @ApiProperty({ type: AccessPersonDto })
  person!: AccessPersonDto;

  @ApiProperty({ example: 3, description: 'Records of the log.' })
  records!: number;

  @ApiProperty({ type: AccessActDto, isArray: true })
  acts!: AccessActDto[];

  @ApiProperty({
    type: String,
    isArray: true,
    example: ['TREATMENT'],
    description: 'Where names are masked only those that are a code in capital letters.',
  })
  purposes!: string[];

  @ApiProperty({ example: false, description: 'Whether a restricted record was opened by stating a reason.' })
  breakGlass!: boolean;

  @ApiProperty({
    type: String,
    isArray: true,
    example: ['Emergency admission'],
    description: 'What was stated; 20 at most. Empty where names are masked, as a reason may tell one.',
  })
  reasons!: string[];

  @ApiProperty({ example: 1, description: 'How many different reasons were stated, shown or not.' })
  reasonsStated!: number;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T12:00:00.000Z' })
  firstAt!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T16:30:00.000Z' })
  lastAt!: string;
}

export class AccessReportDto extends PageOf(AccessDayDto) {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ example: 'America/Sao_Paulo', description: 'Whose days they are.' })
  timeZone!: string;

  @ApiProperty({ example: true, description: 'False for whoever states a reason in X-Audit-Reason.' })
  masked!: boolean;

  @ApiProperty({ example: 41, description: 'Records of the whole period.' })
  records!: number;

  @ApiProperty({ example: 7, description: 'Persons of the whole period.' })
  persons!: number;
}
