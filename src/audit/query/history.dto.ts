import { ApiProperty } from '@nestjs/swagger';
import { IsMoment } from './filter-rules.js';
import { LogListQuery } from './list.dto.js';
import { LogPageDto, LogRecordDto } from './log-record.dto.js';

export class HistoryQuery extends LogListQuery {
  @IsMoment({
    description: 'Answers with the state at this moment instead of the list.',
    example: '2026-11-20T10:15:30.123456Z',
  })
  at?: string;
}

export class StateDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { fullName: 'Ana Souza', phone: '11 5555 0000' },
  })
  state!: object;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '2026-11-20T10:15:30.123456Z',
    description: 'Since when it was so; null when it was so before the first record.',
  })
  asOf!: string | null;
  @ApiProperty({ type: LogRecordDto, description: 'The change that made it so, or the first one that found it so.' })
  record!: LogRecordDto;
}

export class HistoryPageDto extends LogPageDto {}
