import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { changeBeside } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { ReasonIfRestricted } from '../patients/reason-if-restricted.decorator.js';
import { IntakeFormChangesDto, NewIntakeFormDto } from './intake-form-body.dto.js';
import { IntakeFormDto, IntakeFormPageDto, ListIntakeFormsQuery } from './intake-form.dto.js';
import { IntakeService } from './intake.service.js';

@ApiTags('intake forms')
@ApiBearerAuth()
@Controller()
export class IntakeController {
  constructor(private readonly intake: IntakeService) {}

  @Post('patients/:patientId/intake-forms')
  @Roles(...MAY.submitIntake)
  @Audited({ event: 'intake.submitted', entity: 'IntakeForm', action: 'CREATION' })
  @ApiOperation({ summary: 'Submit an intake form', description: 'As the patient answered it.' })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: IntakeFormDto })
  submit(
    @Param('patientId', ParseUUIDPipe) patientId: string,
    @Body() body: NewIntakeFormDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.intake.submit(patientId, body, by);
  }

  @Get('patients/:patientId/intake-forms')
  @Roles(...MAY.readIntake)
  @Audited({ event: 'intake.listed', entity: 'IntakeForm' })
  @ApiOperation({ summary: 'List the intake forms of a patient', description: 'The latest first.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: IntakeFormPageDto })
  list(@Param('patientId', ParseUUIDPipe) patientId: string, @Query() query: ListIntakeFormsQuery) {
    return this.intake.list(patientId, query);
  }

  @Get('intake-forms/:id')
  @Roles(...MAY.readIntake)
  @Audited({ event: 'intake.viewed', entity: 'IntakeForm' })
  @ApiOperation({ summary: 'View an intake form' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: IntakeFormDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.intake.view(id);
  }

  @Patch('intake-forms/:id')
  @Roles(...MAY.updateIntake)
  @Audited({ event: 'intake.updated', entity: 'IntakeForm' })
  @ApiOperation({ summary: 'Update an intake form', description: 'Only the fields that are given; null clears one.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: IntakeFormDto })
  update(@Param('id', ParseUUIDPipe) id: string, @Body(changeBeside('updatedAt')) body: IntakeFormChangesDto) {
    return this.intake.update(id, body);
  }
}
