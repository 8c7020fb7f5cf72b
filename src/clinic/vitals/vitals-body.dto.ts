import { PartialType } from '@nestjs/swagger';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Clearable, Text } from '../clinic.fields.js';
import { AsRead } from '../as-read.js';
import { Instant } from '../instant.js';
import { Measured } from './measures.js';

export class NewVitalsDto {
  @Instant({
    example: '2026-03-09T14:30:00Z',
    description: 'When it was measured; now, if it is left out.',
    required: false,
  })
  @WhenGiven()
  measuredAt?: string;

  @Measured('systolic')
  systolic?: number | null;

  @Measured('diastolic')
  diastolic?: number | null;

  @Measured('pulse')
  pulse?: number | null;

  @Measured('respiratoryRate')
  respiratoryRate?: number | null;

  @Measured('temperature')
  temperature?: number | null;

  @Measured('oxygenSaturation')
  oxygenSaturation?: number | null;

  @Measured('weight')
  weight?: number | null;

  @Measured('height')
  height?: number | null;

  @Text({ example: 'Measured lying down', max: 1000 })
  @Clearable()
  note?: string | null;
}

export class VitalsCorrectionDto extends PartialType(NewVitalsDto, { skipNullProperties: false }) {
  @Text({ example: 'Read from the wrong line of the sheet', max: 500 })
  reason!: string;

  @AsRead()
  updatedAt?: string;
}
