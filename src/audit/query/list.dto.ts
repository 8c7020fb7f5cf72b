import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsString, Length, Max, Min } from 'class-validator';
import { LogFilter } from './filter.dto.js';
import { WhenGiven } from './filter-rules.js';

const COLUMNS = ['recordedAt', 'actorEmail', 'action', 'event', 'entityType'] as const;
export type SortColumn = (typeof COLUMNS)[number];
export type Sort = SortColumn | `-${SortColumn}`;

const SORTS: readonly Sort[] = COLUMNS.flatMap((column): Sort[] => [column, `-${column}`]);
export const DEEPEST_OFFSET = 1_000_000;

const asWhole = ({ value }: { value: unknown }) =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

/** A part of a list: a page by number, or what follows a cursor. */
export class LogListQuery extends LogFilter {
  @ApiPropertyOptional({ type: Number, default: 1, minimum: 1, maximum: DEEPEST_OFFSET })
  @WhenGiven()
  @Transform(asWhole)
  @IsInt()
  @Min(1)
  @Max(DEEPEST_OFFSET)
  page?: number;

  @ApiPropertyOptional({ type: Number, default: 50, minimum: 1, maximum: 1000 })
  @Transform(asWhole)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 50;

  @ApiPropertyOptional({
    description:
      'The nextCursor of the answer before: goes on exactly there, however deep and whatever was recorded since.',
    example: 'AQGXo8JfTnwRnSobLDxNXmA',
  })
  @WhenGiven()
  @IsString()
  @Length(1, 64)
  cursor?: string;

  @ApiPropertyOptional({ enum: SORTS, default: '-recordedAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: Sort = '-recordedAt';
}
