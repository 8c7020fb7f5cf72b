import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayUnique,
  IsArray,
  IsEmail,
  IsEnum,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { Role } from '../generated/prisma/enums.js';
import { MAX_PASSWORD, MIN_PASSWORD } from './password-rules.js';

type Given = { value: unknown };
const trimmed = ({ value }: Given) => (typeof value === 'string' ? value.trim() : value);
const lowerCased = ({ value }: Given) => (typeof value === 'string' ? value.trim().toLowerCase() : value);

/** May be left out; null is not the same as left out. */
export const WhenGiven = () => ValidateIf((_, value: unknown) => value !== undefined);

/** An address as it is stored: trimmed, in lower case. */
export const Email = (example = 'nora@clinic.example') =>
  applyDecorators(
    ApiProperty({ type: String, example, maxLength: 254 }),
    Transform(lowerCased),
    IsEmail(),
    MaxLength(254),
  );

/** The name of a person; it ends up in mails and in the log, so it is one line. */
export const PersonName = () =>
  applyDecorators(
    ApiProperty({ example: 'Nora Lind', maxLength: 120 }),
    Transform(trimmed),
    IsString(),
    Length(1, 120),
    Matches(/^\P{C}*$/u, { message: '$property must not contain control characters' }),
  );

/** A password that somebody chooses; what makes it too easy to guess is the business of password-rules. */
export const NewPassword = () =>
  applyDecorators(
    ApiProperty({
      example: 'seven quiet herons by the lake',
      minLength: MIN_PASSWORD,
      maxLength: MAX_PASSWORD,
      format: 'password',
    }),
    IsString(),
    Length(MIN_PASSWORD, MAX_PASSWORD),
  );

export class NewUserDto {
  @Email()
  email!: string;

  @PersonName()
  name!: string;

  @ApiPropertyOptional({ enum: Role, enumName: 'Role', isArray: true, example: ['DOCTOR'] })
  @WhenGiven()
  @IsArray()
  @ArrayUnique()
  @IsEnum(Role, { each: true })
  roles?: Role[];

  @NewPassword()
  @ApiPropertyOptional({ description: 'Without it the user gets a mail with a link to choose one.' })
  @WhenGiven()
  password?: string;
}

class UserDetailsDto {
  @Email()
  email!: string;

  @PersonName()
  name!: string;

  @NewPassword()
  password!: string;
}

export class ChangeUserDto extends PartialType(UserDetailsDto, { skipNullProperties: false }) {}

export class GiveRoleDto {
  @ApiProperty({ enum: Role, enumName: 'Role', example: 'NURSE' })
  @IsEnum(Role)
  role!: Role;
}
