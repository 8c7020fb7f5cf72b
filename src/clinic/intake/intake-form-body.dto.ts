import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { AsRead } from '../as-read.js';
import { Clearable, Text } from '../clinic.fields.js';

export class NewIntakeFormDto {
  @Text({ example: 'Trouble falling asleep since May', max: 5000 })
  reasonForVisit!: string;

  @Text({ example: 'Asthma as a child', max: 5000 })
  @Clearable()
  medicalHistory?: string | null;

  @Text({ example: 'Salbutamol when needed', max: 2000 })
  @Clearable()
  medication?: string | null;

  @Text({ example: 'Penicillin', max: 2000 })
  @Clearable()
  allergies?: string | null;

  @Text({ example: 'Rui Souza, brother, +55 11 95550-0199', max: 500 })
  @Clearable()
  emergencyContact?: string | null;

  @ApiProperty({ type: Boolean, example: true, description: 'Whether the patient agrees to be treated.' })
  @IsBoolean({ message: 'consent must be true or false' })
  consent!: boolean;
}

export class IntakeFormChangesDto extends PartialType(NewIntakeFormDto, { skipNullProperties: false }) {
  @AsRead()
  updatedAt?: string;
}
