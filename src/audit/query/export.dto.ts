import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { LogFilter } from './filter.dto.js';

export const FORMATS = ['csv', 'ndjson'] as const;

export class ExportQuery extends LogFilter {
  @ApiProperty({ enum: FORMATS, description: 'CSV for spreadsheets, NDJSON (a record on each line) for programs.' })
  @IsIn(FORMATS)
  format!: (typeof FORMATS)[number];
}
