import { ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsEnum, Matches } from 'class-validator';
import { Sex } from '../../generated/prisma/enums.js';
import { Email, WhenGiven } from '../../users/user-body.dto.js';
import { Clearable, Line, Text } from '../clinic.fields.js';
import { BirthDate } from './birth-date.js';

// Brackets, dots and dashes as people write them; 6 to 15 digits, the most that E.164 allows.
const PHONE = /^\+?(?:[ ().\-/]*\d){6,15}[ ().\-/]*$/;
const DOCUMENT = /^[A-Za-z0-9](?:[A-Za-z0-9 .\-/]*[A-Za-z0-9])?$/;

export class NewPatientDto {
  @Line({ example: 'Ana Souza', max: 200 })
  @Matches(/\p{L}/u, { message: 'fullName must contain a letter' })
  fullName!: string;

  @BirthDate()
  birthDate!: string;

  @ApiPropertyOptional({ enum: Sex, enumName: 'Sex', example: 'FEMALE', default: 'UNKNOWN' })
  @WhenGiven()
  @IsEnum(Sex, { message: `sex must be one of ${Object.keys(Sex).join(', ')}` })
  sex?: Sex;

  @Line({ example: '123.456.789-09', max: 40 })
  @Clearable()
  @Matches(DOCUMENT, { message: 'documentNumber may have letters, digits, and between them spaces . - /' })
  documentNumber?: string | null;

  @Line({ example: '+55 11 98765-4321', max: 40 })
  @Clearable()
  @Matches(PHONE, { message: 'phone must be a number such as +55 11 98765-4321, of 6 to 15 digits' })
  phone?: string | null;

  @Email('ana.souza@mail.example')
  @Clearable()
  email?: string | null;

  @Text({ example: 'Rua das Flores 12, São Paulo', max: 500 })
  @Clearable()
  address?: string | null;

  @ApiPropertyOptional({ default: false, example: false, description: 'Opens only to whoever states a reason.' })
  @WhenGiven()
  @IsBoolean({ message: 'restricted must be true or false' })
  restricted?: boolean;
}

export class PatientChangesDto extends PartialType(NewPatientDto, { skipNullProperties: false }) {}
