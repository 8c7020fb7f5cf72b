import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { SomeChange } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { ReasonIfRestricted } from '../patients/reason-if-restricted.decorator.js';
import {
  AssignDoctorDto,
  ConsultationChangesDto,
  NewConsultationDto,
  UpdateCounsellingDto,
} from './consultation-body.dto.js';
import { ConsultationSteps } from './consultation-steps.service.js';
import { ConsultationDto } from './consultation.dto.js';
import { ConsultationsService } from './consultations.service.js';
import { ConsultationPageDto, ListConsultationsQuery } from './list-consultations.dto.js';

const ITS_DOCTOR = 'By the assigned doctor alone, once there is one; another one is assigned first.';
const NOT_HIS =
  '`not-the-assigned-doctor`: it is assigned to somebody else. `reason-required`: the patient is restricted. ' +
  '`role-required`: not your task.';

@ApiTags('consultations')
@ApiBearerAuth()
@Controller()
export class ConsultationsController {
  constructor(
    private readonly consultations: ConsultationsService,
    private readonly steps: ConsultationSteps,
  ) {}

  @Post('patients/:patientId/consultations')
  @Roles(...MAY.writeConsultations)
  @Audited({ event: 'consultation.opened', entity: 'Consultation', action: 'CREATION' })
  @ApiOperation({ summary: 'Open a consultation', description: 'At the clinic, or at a camp that is PLANNED.' })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: ConsultationDto })
  @ApiConflictResponse({ description: '`practitioner-inactive`, or `camp-over`: the camp has ended.' })
  open(
    @Param('patientId', ParseUUIDPipe) patientId: string,
    @Body() body: NewConsultationDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.consultations.open(patientId, body, by);
  }

  @Get('patients/:patientId/consultations')
  @Roles(...MAY.readConsultations)
  @Audited({ event: 'consultation.listed', entity: 'Consultation' })
  @ApiOperation({ summary: 'List the consultations of a patient', description: 'The latest first.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ConsultationPageDto })
  list(@Param('patientId', ParseUUIDPipe) patientId: string, @Query() query: ListConsultationsQuery) {
    return this.consultations.list(patientId, query);
  }

  @Get('consultations/:id')
  @Roles(...MAY.readConsultations)
  @Audited({ event: 'consultation.viewed', entity: 'Consultation' })
  @ApiOperation({ summary: 'View a consultation' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ConsultationDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.consultations.view(id);
  }

  @Patch('consultations/:id')
  @Roles(...MAY.writeConsultations)
  @Audited({ event: 'consultation.updated', entity: 'Consultation' })
  @ApiOperation({
    summary: 'Change a consultation',
    description: `While it is OPEN; null clears the notes. ${ITS_DOCTOR}`,
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ConsultationDto })
  @ApiConflictResponse({ description: '`illegal-step`: it is CLOSED.' })
  @ApiForbiddenResponse({ description: NOT_HIS })
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body(SomeChange) body: ConsultationChangesDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.steps.update(id, body, by);
  }

  @Post('consultations/:id/assign')
  @Roles(...MAY.writeConsultations)
  @Audited({ event: 'consultation.assigned', entity: 'Consultation' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Assign a doctor',
    description: 'The first one, or one who takes it over; while it is OPEN.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ConsultationDto })
  @ApiConflictResponse({ description: '`practitioner-inactive`, or `illegal-step`: it is CLOSED.' })
  assign(@Param('id', ParseUUIDPipe) id: string, @Body() { practitionerId }: AssignDoctorDto) {
    return this.steps.assign(id, practitionerId);
  }

  @Post('consultations/:id/counselling')
  @Roles(...MAY.writeConsultations)
  @Audited({ event: 'consultation.counselling-updated', entity: 'Consultation' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Change the counselling status',
    description: 'Step by step, of a CLOSED consultation too. An illegal step is refused and names the legal ones.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ConsultationDto })
  @ApiConflictResponse({ description: '`illegal-step`; the detail names the legal ones.' })
  updateCounselling(@Param('id', ParseUUIDPipe) id: string, @Body() { status }: UpdateCounsellingDto) {
    return this.steps.updateCounselling(id, status);
  }

  @Post('consultations/:id/close')
  @Roles(...MAY.closeConsultations)
  @Audited({ event: 'consultation.closed', entity: 'Consultation' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Close a consultation',
    description: `Once a doctor is assigned; it is final. ${ITS_DOCTOR}`,
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ConsultationDto })
  @ApiConflictResponse({ description: '`nobody-assigned`, or `illegal-step`: it is CLOSED.' })
  @ApiForbiddenResponse({ description: NOT_HIS })
  close(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() by: SignedIn) {
    return this.steps.close(id, by);
  }
}
