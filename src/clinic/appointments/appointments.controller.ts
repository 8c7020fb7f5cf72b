import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { Roles } from '../../auth/roles.decorator.js';
import { MAY } from '../clinic.roles.js';
import { ReasonIfRestricted } from '../patients/reason-if-restricted.decorator.js';
import { BookAppointmentDto, CancelAppointmentDto, RescheduleAppointmentDto } from './appointment-body.dto.js';
import { AppointmentSteps } from './appointment-steps.service.js';
import { AppointmentDto, SlotsDto } from './appointment.dto.js';
import { AppointmentsService } from './appointments.service.js';
import { AppointmentPageDto, ListAppointmentsQuery, ListSlotsQuery } from './list-appointments.dto.js';
import { SlotsService } from './slots.service.js';

const WITH_A_REASON = ', or when the time is past or outside the opening hours';
const NOT_WITHOUT_REASON =
  '`in-the-past` or `outside-opening-hours`, unless X-Audit-Reason says why; the detail names the hours of that day. ' +
  '`practitioner-busy`, `patient-busy`, `practitioner-inactive`';
const NOT_BEGUN = '`not-begun`: it starts later. `illegal-step`: it has ended already.';

@ApiTags('appointments')
@ApiBearerAuth()
@Controller('appointments')
export class AppointmentsController {
  constructor(
    private readonly appointments: AppointmentsService,
    private readonly steps: AppointmentSteps,
    private readonly slots: SlotsService,
  ) {}

  @Get()
  @Roles(...MAY.schedule)
  @Audited({ event: 'appointment.listed', entity: 'Appointment' })
  @ApiOperation({
    summary: 'List appointments',
    description: 'Of a patient, of a practitioner, of a time. Of one restricted patient it needs a reason.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: AppointmentPageDto })
  list(@Query() query: ListAppointmentsQuery) {
    return this.appointments.list(query);
  }

  @Post()
  @Roles(...MAY.schedule)
  @Audited({ event: 'appointment.booked', entity: 'Appointment' })
  @ApiOperation({
    summary: 'Book an appointment',
    description:
      'Within the opening hours and from now on; at another time with a reason in X-Audit-Reason, which the log keeps. ' +
      'Neither the practitioner nor the patient can have two at a time.',
  })
  @ReasonIfRestricted(WITH_A_REASON)
  @ApiCreatedResponse({ type: AppointmentDto })
  @ApiConflictResponse({ description: `${NOT_WITHOUT_REASON}.` })
  book(@Body() body: BookAppointmentDto) {
    return this.appointments.book(body);
  }

  @Get('slots')
  @Roles(...MAY.schedule)
  @Audited({ event: 'appointment.slots-listed', entity: 'Appointment' })
  @ApiOperation({
    summary: 'List the free slots of a practitioner',
    description: 'Of one day of the clinic, from now on: the times at which a booking needs no reason.',
  })
  @ApiOkResponse({ type: SlotsDto })
  listSlots(@Query() query: ListSlotsQuery) {
    return this.slots.list(query);
  }

  @Get(':id')
  @Roles(...MAY.schedule)
  @Audited({ event: 'appointment.viewed', entity: 'Appointment' })
  @ApiOperation({ summary: 'View an appointment' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: AppointmentDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.appointments.show(id);
  }

  @Post(':id/reschedule')
  @Roles(...MAY.schedule)
  @Audited({ event: 'appointment.rescheduled', entity: 'Appointment' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Move an appointment',
    description:
      'To another time, and to another practitioner if he is named. Past times, and those outside the opening hours, ' +
      'need a reason as in booking.',
  })
  @ReasonIfRestricted(WITH_A_REASON)
  @ApiOkResponse({ type: AppointmentDto })
  @ApiConflictResponse({ description: `${NOT_WITHOUT_REASON}, or \`illegal-step\`: it has ended.` })
  reschedule(@Param('id', ParseUUIDPipe) id: string, @Body() body: RescheduleAppointmentDto) {
    return this.steps.reschedule(id, body);
  }

  @Post(':id/cancel')
  @Roles(...MAY.schedule)
  @Audited({ event: 'appointment.cancelled', entity: 'Appointment' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel an appointment', description: 'With a reason; its time is free again.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: AppointmentDto })
  cancel(@Param('id', ParseUUIDPipe) id: string, @Body() body: CancelAppointmentDto) {
    return this.steps.cancel(id, body.reason);
  }

  @Post(':id/complete')
  @Roles(...MAY.treat)
  @Audited({ event: 'appointment.completed', entity: 'Appointment' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Complete an appointment',
    description: 'Once it has begun: the patient came and was treated.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: AppointmentDto })
  @ApiConflictResponse({ description: NOT_BEGUN })
  complete(@Param('id', ParseUUIDPipe) id: string) {
    return this.steps.complete(id);
  }

  @Post(':id/no-show')
  @Roles(...MAY.schedule)
  @Audited({ event: 'appointment.no-show', entity: 'Appointment' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Mark an appointment as missed', description: 'Once it has begun; its time is free again.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: AppointmentDto })
  @ApiConflictResponse({ description: NOT_BEGUN })
  noShow(@Param('id', ParseUUIDPipe) id: string) {
    return this.steps.noShow(id);
  }
}
