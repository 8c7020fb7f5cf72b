import { ApiProperty, ApiPropertyOptional, OmitType, PickType } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import type { Prisma } from '../../generated/prisma/client.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { STAFF_COLUMNS, StaffDto } from '../staff.dto.js';

const SORTS = ['createdAt', '-createdAt'] as const;

export class ProgressNoteDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f63' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ type: StaffDto })
  author!: StaffDto;

  @ApiProperty({ example: 'Second session' })
  title!: string;

  @ApiProperty({ example: 'Sleeps better since last week. Continue as agreed.' })
  text!: string;

  @ApiProperty({ example: 1, description: 'One more with each edit.' })
  version!: number;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

/** A note in a list: what it is, not what it says. */
export class ListedProgressNoteDto extends OmitType(ProgressNoteDto, ['text']) {}

export class ListProgressNotesQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only those that he wrote.' })
  @WhenGiven()
  @IsUUID(undefined, { message: 'authorId must be an id (uuid)' })
  authorId?: string;

  @ApiPropertyOptional({ enum: SORTS, default: '-createdAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-createdAt';
}

export class ProgressNotePageDto extends PageOf(ListedProgressNoteDto) {}

/** What a note said from one edit to the next. */
export class ProgressNoteVersionDto extends PickType(ProgressNoteDto, ['version', 'title', 'text']) {
  @ApiProperty({ format: 'date-time', description: 'When it was written so.' })
  writtenAt!: Date;
}

export class ProgressNoteVersionsDto extends PickType(ProgressNoteDto, ['id', 'patientId', 'author']) {
  @ApiProperty({ type: ProgressNoteVersionDto, isArray: true, description: 'The latest first.' })
  versions!: ProgressNoteVersionDto[];
}

export const LISTED_COLUMNS = {
  id: true,
  patientId: true,
  author: { select: STAFF_COLUMNS },
  title: true,
  version: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.ProgressNoteSelect;

export const NOTE_COLUMNS = { ...LISTED_COLUMNS, text: true } as const satisfies Prisma.ProgressNoteSelect;
