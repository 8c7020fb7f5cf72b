import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { Line, Text } from '../clinic.fields.js';

// As far as the column counts.
const LAST_VERSION = 2_147_483_647;
const VERSION = { message: 'version must be the number of the version that you read' };

export class NewProgressNoteDto {
  @Line({ example: 'Second session', max: 200 })
  title!: string;

  @Text({ example: 'Sleeps better since last week. Continue as agreed.', max: 20_000 })
  text!: string;
}

export class ProgressNoteEditDto extends PartialType(NewProgressNoteDto, { skipNullProperties: false }) {
  @ApiProperty({
    type: Number,
    example: 1,
    minimum: 1,
    maximum: LAST_VERSION,
    description: 'The version that you read and now edit.',
  })
  @IsInt(VERSION)
  @Min(1, VERSION)
  @Max(LAST_VERSION, VERSION)
  version!: number;
}
