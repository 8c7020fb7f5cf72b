import { ApiProperty } from '@nestjs/swagger';

export class CoveredRouteDto {
  @ApiProperty({ example: 'PATCH' })
  method!: string;
  @ApiProperty({ example: '/api/patients/:id' })
  path!: string;
  @ApiProperty({ example: 'PatientsController.change' })
  handler!: string;
  @ApiProperty({ enum: ['audited', 'unaudited'] })
  decision!: 'audited' | 'unaudited';
  @ApiProperty({ type: String, nullable: true, example: 'patient.updated' })
  event!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'UPDATE' })
  action!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'Patient' })
  entity!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'Why it is not audited.' })
  reason!: string | null;
}

export class CoveredModelDto {
  @ApiProperty({ example: 'Patient' })
  model!: string;
  @ApiProperty({ example: 'Patient' })
  table!: string;
  @ApiProperty({ enum: ['audited', 'unaudited'] })
  decision!: 'audited' | 'unaudited';
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    example: { label: 'fullName', redact: ['documentNumber'] },
  })
  policy!: object | null;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'Why it is not audited.' })
  reason!: string | null;
  @ApiProperty({
    enum: ['always', 'weakened', 'missing', 'none'],
    description:
      'The capture trigger in the database: always on; there but not always on; missing; or none, as the policy says.',
  })
  trigger!: 'always' | 'weakened' | 'missing' | 'none';
}

export class FindingDto {
  @ApiProperty({
    enum: ['installation', 'database-changes', 'pending-refusals', 'default-partition'],
  })
  kind!: 'installation' | 'database-changes' | 'pending-refusals' | 'default-partition';
  @ApiProperty({ example: '3 changes of the last 30 days were made behind the back of the application' })
  message!: string;
  @ApiProperty({ type: Number, nullable: true, example: 3 })
  count!: number | null;
}

export class CoverageDto {
  @ApiProperty({ type: FindingDto, isArray: true, description: 'What somebody should look at; empty is good.' })
  findings!: FindingDto[];
  @ApiProperty({ type: CoveredRouteDto, isArray: true })
  routes!: CoveredRouteDto[];
  @ApiProperty({ type: CoveredModelDto, isArray: true })
  models!: CoveredModelDto[];
}
