import { applyDecorators } from '@nestjs/common';
import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsEnum, IsString, Length, Matches } from 'class-validator';
import { Profession } from '../../generated/prisma/enums.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Clearable, Id, Line } from '../clinic.fields.js';

const REGISTRATION = /^[\p{L}\p{N}](?:[\p{L}\p{N} .\-/]*[\p{L}\p{N}])?$/u;

const Specialties = () =>
  applyDecorators(
    ApiProperty({ type: String, isArray: true, example: ['General practice'], maxItems: 20 }),
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(trimmed) : value)),
    Matches(/^\P{Cc}*$/u, { each: true, message: 'each of specialties must be one line' }),
    Length(1, 80, { each: true, message: 'each of specialties must have 1 to 80 characters' }),
    IsString({ each: true, message: 'each of specialties must be a text' }),
    ArrayUnique({ message: 'specialties must not repeat' }),
    ArrayMaxSize(20),
    IsArray({ message: 'specialties must be a list' }),
  );

export class NewPractitionerDto {
  @Id({ example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60', description: 'A user with the role DOCTOR.' })
  userId!: string;

  @Line({ example: 'Dr. Ana Lindqvist', max: 200 })
  name!: string;

  @ApiProperty({ enum: Profession, enumName: 'Profession', example: 'DOCTOR' })
  @IsEnum(Profession, { message: `profession must be one of ${Object.keys(Profession).join(', ')}` })
  profession!: Profession;

  @Line({ example: 'CRM-SP 123456', max: 40 })
  @Matches(REGISTRATION, {
    message: 'registrationNumber may have letters, digits, and between them spaces . - /',
  })
  registrationNumber!: string;

  @Specialties()
  @WhenGiven()
  specialties?: string[];

  @Line({ example: 'São Paulo', max: 200 })
  @Clearable()
  site?: string | null;
}

export class PractitionerChangesDto extends PartialType(OmitType(NewPractitionerDto, ['userId']), {
  skipNullProperties: false,
}) {}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}
