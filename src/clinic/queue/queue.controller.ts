import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { Roles } from '../../auth/roles.decorator.js';
import { MAY } from '../clinic.roles.js';
import { ReasonIfRestricted } from '../patients/reason-if-restricted.decorator.js';
import {
  ChangeQueuePriorityDto,
  ChangeQueueStatusDto,
  EnqueueDto,
  PatientQueueQuery,
  QueuePageDto,
  QueueQuery,
} from './queue-body.dto.js';
import { QueueEntryDto } from './queue-entry.dto.js';
import { QueueViews } from './queue-views.service.js';
import { QueueService } from './queue.service.js';

@ApiTags('queue')
@ApiBearerAuth()
@Controller('queue')
export class QueueController {
  constructor(
    private readonly queue: QueueService,
    private readonly views: QueueViews,
  ) {}

  @Get()
  @Roles(...MAY.schedule)
  @Audited({ event: 'queue.listed', entity: 'QueueEntry' })
  @ApiOperation({ summary: 'View the queue of a day', description: 'The most urgent first, then who waits longest.' })
  @ApiOkResponse({ type: QueuePageDto })
  list(@Query() query: QueueQuery) {
    return this.views.ofAll(query);
  }

  @Post()
  @Roles(...MAY.schedule)
  @Audited({ event: 'queue.enqueued', entity: 'QueueEntry' })
  @ApiOperation({ summary: 'Let a patient wait', description: 'Today, and once at a time.' })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: QueueEntryDto })
  enqueue(@Body() body: EnqueueDto) {
    return this.queue.enqueue(body);
  }

  @Get('practitioners/:practitionerId')
  @Roles(...MAY.schedule)
  @Audited({ event: 'queue.listed-by-practitioner', entity: 'QueueEntry' })
  @ApiOperation({ summary: 'View who waits for a practitioner', description: 'On a day, the most urgent first.' })
  @ApiOkResponse({ type: QueuePageDto })
  listByPractitioner(@Param('practitionerId', ParseUUIDPipe) practitionerId: string, @Query() query: QueueQuery) {
    return this.views.ofPractitioner(practitionerId, query);
  }

  @Get('patients/:patientId')
  @Roles(...MAY.schedule)
  @Audited({ event: 'queue.listed-by-patient', entity: 'QueueEntry' })
  @ApiOperation({ summary: 'View when a patient waited', description: 'On all days, the latest first.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: QueuePageDto })
  listByPatient(@Param('patientId', ParseUUIDPipe) patientId: string, @Query() query: PatientQueueQuery) {
    return this.views.ofPatient(patientId, query);
  }

  @Get(':id')
  @Roles(...MAY.schedule)
  @Audited({ event: 'queue.viewed', entity: 'QueueEntry' })
  @ApiOperation({ summary: 'View a queue entry' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: QueueEntryDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.queue.view(id);
  }

  @Post(':id/status')
  @Roles(...MAY.schedule)
  @Audited({ event: 'queue.status-changed', entity: 'QueueEntry' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Change the status of a queue entry',
    description:
      'WAITING, CALLED, IN_CONSULTATION, DONE; or LEFT. An illegal step is refused and names the legal ones.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: QueueEntryDto })
  changeStatus(@Param('id', ParseUUIDPipe) id: string, @Body() body: ChangeQueueStatusDto) {
    return this.queue.changeStatus(id, body.status);
  }

  @Post(':id/priority')
  @Roles(...MAY.schedule)
  @Audited({ event: 'queue.priority-changed', entity: 'QueueEntry' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Change the priority of a queue entry', description: 'As long as the patient waits.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: QueueEntryDto })
  changePriority(@Param('id', ParseUUIDPipe) id: string, @Body() body: ChangeQueuePriorityDto) {
    return this.queue.changePriority(id, body.priority);
  }
}
