import { Controller, ForbiddenException, Get, Inject, Param, Query, Req, type Type } from '@nestjs/common';
import { ApiForbiddenResponse, ApiOkResponse, ApiOperation, ApiTags, OmitType } from '@nestjs/swagger';
import { AUDIT_OPTIONS, type AuditModuleOptions, type AuditRequest } from './audit.options.js';
import { AuditService } from './audit.service.js';
import { Audited } from './audited.decorator.js';
import { KnownNames } from './query/known-names.pipe.js';
import { LogListQuery } from './query/list.dto.js';
import { type LogPage, LogReader } from './query/log-reader.service.js';
import { LogPageDto } from './query/log-record.dto.js';
import { exactly, strictQuery } from './query/refused-query.js';
import type { FailureCause } from './record/failure.js';

class ActivityQuery extends OmitType(LogListQuery, ['actorId']) {}

/** What one user did. Whoever may read the log may read it, and the user himself. */
@ApiTags('audit')
class ActivityController {
  constructor(
    private readonly reader: LogReader,
    private readonly audit: AuditService,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {}

  @Get()
  @Audited({ event: 'audit.viewed', entity: 'AuditLog' })
  @ApiOperation({
    summary: 'What one user did',
    description: 'Newest first, with the filters of the log and without the states. Everybody may read his own.',
  })
  @ApiOkResponse({ type: LogPageDto })
  @ApiForbiddenResponse({ description: '`not-your-activity`.' })
  list(
    @Param('userId') userId: string,
    @Query(strictQuery, KnownNames) { ...query }: ActivityQuery,
    @Req() request: AuditRequest,
  ) {
    this.audit.describe({ details: { userId } });
    if (!this.options.mayReadActivity?.(request, userId)) {
      throw new ForbiddenException(
        { code: 'not-your-activity', message: 'You may read your own activity; the log of others is for auditors' },
        { cause: { reason: 'not-your-activity', details: { userId } } satisfies FailureCause },
      );
    }
    return this.reader.list({ ...query, actorId: exactly('userId', userId) }).then(withoutStates);
  }
}

/** What he did, not what it says: his roles of then may have shown him what those of today do not. */
function withoutStates(page: LogPage): LogPage {
  return { ...page, items: page.items.map((item) => ({ ...item, before: null, after: null, changes: {} })) };
}

/** A class for each application: see auditController. */
export function activityController(readableBy: ClassDecorator): Type {
  class ReadableActivityController extends ActivityController {}
  Object.defineProperty(ReadableActivityController, 'name', { value: ActivityController.name });
  Controller('users/:userId/activity')(ReadableActivityController);
  readableBy(ReadableActivityController);
  return ReadableActivityController;
}
