import { Controller, Get, Header, Headers, Param, ParseUUIDPipe, Query, Req, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { AuditRequest } from './audit.options.js';
import { AuditService } from './audit.service.js';
import { Audited } from './audited.decorator.js';
import { CoverageDto } from './coverage.dto.js';
import { Coverage } from './coverage.service.js';
import { ExportQuery } from './query/export.dto.js';
import { Export } from './query/export.service.js';
import { HistoryPageDto, HistoryQuery, StateDto } from './query/history.dto.js';
import { History } from './query/history.service.js';
import { KnownNames } from './query/known-names.pipe.js';
import { LiveLog } from './query/live-log.service.js';
import { readPosition } from './query/live-position.js';
import { LogListQuery } from './query/list.dto.js';
import { LogReader } from './query/log-reader.service.js';
import { LogDetailDto, LogPageDto } from './query/log-record.dto.js';
import { StatsDto, StatsQuery } from './query/stats.dto.js';
import { Statistics } from './query/stats.service.js';
import { type StreamedRequest, streamed } from './query/streamed.js';
import { StreamQuery } from './query/stream.dto.js';
import { refusedQuery, strictQuery } from './query/refused-query.js';

const FILES = {
  csv: { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="audit-log.csv"' },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', disposition: 'attachment; filename="audit-log.ndjson"' },
};
const VIEWED = { event: 'audit.viewed', entity: 'AuditLog' };

const namedPatients = (stats: unknown) => (stats as StatsDto).topPatients.map(({ id }) => id);

/** Reads the log. What protects it is the application's own: see `readableBy`. */
@ApiTags('audit')
class AuditController {
  constructor(
    private readonly reader: LogReader,
    private readonly history: History,
    private readonly coverage: Coverage,
    private readonly statistics: Statistics,
    private readonly exports: Export,
    private readonly live: LiveLog,
    private readonly audit: AuditService,
  ) {}

  @Get()
  @Audited(VIEWED)
  @ApiOperation({
    summary: 'Search the log',
    description:
      'Newest first. Every filter may be combined with every other; repeat a key for "or", begin a value with ! to exclude it.',
  })
  @ApiOkResponse({ type: LogPageDto })
  list(@Query(strictQuery, KnownNames) query: LogListQuery) {
    return this.reader.list(query);
  }

  @Get('coverage')
  @Audited(VIEWED)
  @ApiOperation({
    summary: 'What is audited',
    description: 'Every route and every model with its decision and its trigger as installed; findings first.',
  })
  @ApiOkResponse({ type: CoverageDto })
  covered(): Promise<CoverageDto> {
    return this.coverage.report();
  }

  @Get('stats')
  @Audited({ ...VIEWED, patients: namedPatients })
  @ApiOperation({
    summary: 'Count what happened',
    description:
      'By default the last 30 days. A period that nobody asked for before is counted first: 503 says when to ask again.',
  })
  @ApiOkResponse({ type: StatsDto })
  stats(@Query(strictQuery) query: StatsQuery): Promise<StatsDto> {
    return this.statistics.of(query);
  }

  @Get('export')
  @Audited({ event: 'audit.exported', entity: 'AuditLog', patients: () => [] })
  @ApiOperation({
    summary: 'Export what a filter matches',
    description:
      'Everything, newest first, streamed. The log keeps who exported what, how many rows and the SHA-256 of the file. ' +
      'CSV cells that a spreadsheet would run as a formula begin with an apostrophe.',
  })
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async download(@Query(strictQuery, KnownNames) query: ExportQuery, @Req() request: StreamedRequest) {
    this.audit.describe({ details: { state: 'started' } });
    return streamed(request, await this.exports.open(query), FILES[query.format]);
  }

  @Get('stream')
  @Audited({ ...VIEWED, patients: () => [] })
  @ApiOperation({
    summary: 'Follow the log',
    description:
      'Server-sent events: each new record as `data`, with an id that `Last-Event-ID` resumes from without a gap. ' +
      'An event named `end` says why the stream ends: the session is over, the log cannot be read for a while, or the server closes.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event that was seen.' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  // Nothing else will be asked on this connection: a closing server must not wait for it.
  @Header('connection', 'close')
  async follow(
    @Query(strictQuery, KnownNames) filter: StreamQuery,
    @Headers('last-event-id') last: string | undefined,
    @Req() request: StreamedRequest & AuditRequest,
  ) {
    const seen = last ? readPosition(last) : undefined;
    if (last && !seen)
      throw refusedQuery({ field: 'Last-Event-ID', message: 'must be the id of an event of this stream' });
    return streamed(request, await this.live.open(filter, request, seen), { type: 'text/event-stream; charset=utf-8' });
  }

  @Get('entities/:type/:entityId')
  @Audited(VIEWED)
  @ApiOperation({
    summary: 'The history of one entity',
    description:
      'Newest first, with the filters of the log. With `at`, its state at that moment instead; 404 when it did not exist or was deleted.',
  })
  @ApiExtraModels(HistoryPageDto, StateDto)
  @ApiOkResponse({ schema: { oneOf: [HistoryPageDto, StateDto].map((dto) => ({ $ref: getSchemaPath(dto) })) } })
  entity(
    @Param('type') type: string,
    @Param('entityId') id: string,
    @Query(strictQuery, KnownNames) { at, ...query }: HistoryQuery,
  ) {
    this.audit.describe({ details: { entity: { type, id } } });
    return at === undefined ? this.history.list(type, id, query) : this.history.stateAt(type, id, at);
  }

  @Get(':id')
  @Audited(VIEWED)
  @ApiOperation({
    summary: 'View a record',
    description: 'With the other records of its request and the user who did it as he is today.',
  })
  @ApiOkResponse({ type: LogDetailDto })
  detail(@Param('id', ParseUUIDPipe) id: string) {
    return this.reader.detail(id);
  }
}

/** A class for each application, because decorators stay on the class that they are put on. */
export function auditController(readableBy: ClassDecorator): Type {
  class ReadableAuditController extends AuditController {}
  Object.defineProperty(ReadableAuditController, 'name', { value: AuditController.name });
  Controller('audit-logs')(ReadableAuditController);
  readableBy(ReadableAuditController);
  return ReadableAuditController;
}
