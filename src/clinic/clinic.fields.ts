import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, type TransformFnParams, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';

/** May be left out, and may be null: PATCH clears it so. */
export const Clearable = () => applyDecorators(ApiPropertyOptional({ nullable: true }), IsOptional());

interface TextOptions {
  example: string;
  max: number;
}

/** Written by a person: trimmed, never empty, without control characters other than line breaks. */
export const Text = ({ example, max }: TextOptions) =>
  applyDecorators(
    ApiProperty({ type: String, example, minLength: 1, maxLength: max }),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    Matches(/^(\P{Cc}|[\n\r\t])*$/u, { message: '$property must not contain control characters' }),
    Length(1, max, { message: `$property must have 1 to ${max} characters` }),
    IsString({ message: '$property must be a text' }),
  );

/** Text of one line: names, numbers, whatever stands in a list. */
export const Line = (options: TextOptions) =>
  applyDecorators(Text(options), Matches(/^\P{Cc}*$/u, { message: '$property must be one line' }));

/** A list of objects, each exactly its class. ValidateNested alone takes a list in the place of an object. */
export const Items = <Item extends object>(type: () => Class<Item>, max: number) =>
  applyDecorators(
    Type(type),
    IsArray({ message: '$property must be a list' }),
    ArrayMaxSize(max, { message: `$property must not have more than ${max} entries` }),
    IsObject({ each: true, message: 'each of $property must be an object' }),
    ValidateNested({ each: true }),
  );

/** The id of another record. */
export const Id = ({ example, description = '' }: { example: string; description?: string }) =>
  applyDecorators(
    ApiProperty({ type: String, format: 'uuid', example, description }),
    IsUUID(undefined, { message: '$property must be an id (uuid)' }),
  );

/** A filter of a list that is either true or false. */
export const YesOrNo = ({ description }: { description: string }) =>
  applyDecorators(
    ApiPropertyOptional({ type: Boolean, description }),
    Transform(({ obj, key }: TransformFnParams) => {
      const given = (obj as Record<string, unknown>)[key];
      return given === 'true' ? true : given === 'false' ? false : given;
    }),
    IsBoolean({ message: '$property must be true or false' }),
  );
