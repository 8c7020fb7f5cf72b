import type { Type as Class } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** The part of a list that is asked for. Filters of a list extend it. */
export class PageQuery {
  @ApiPropertyOptional({ type: Number, default: 1, minimum: 1, maximum: 100_000 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  page = 1;

  @ApiPropertyOptional({ type: Number, default: 50, minimum: 1, maximum: 200 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit = 50;
}

export interface Page<Item> {
  items: Item[];
  page: number;
  limit: number;
  total: number;
}

/** The documented shape of a page: `class UserPageDto extends PageOf(UserDto) {}`. */
export function PageOf<Item>(item: Class<Item>) {
  class PageDto implements Page<Item> {
    @ApiProperty({ type: item, isArray: true })
    items!: Item[];

    @ApiProperty({ example: 1 })
    page!: number;

    @ApiProperty({ example: 50 })
    limit!: number;

    @ApiProperty({ description: 'How many there are on all pages.', example: 1 })
    total!: number;
  }
  return PageDto;
}

/** What a query for that part skips and takes. */
export function partOf({ page, limit }: PageQuery): { skip: number; take: number } {
  return { skip: (page - 1) * limit, take: limit };
}

/** The order that `name` or `-name` asks for. What is equal goes by its id, so that no page repeats another's rows. */
export function orderOf(sort: string): [Record<string, 'asc' | 'desc'>, { id: 'asc' | 'desc' }] {
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  return [{ [sort.replace('-', '')]: direction }, { id: direction }];
}
