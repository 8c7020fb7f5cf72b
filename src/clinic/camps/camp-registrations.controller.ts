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
import {
  CampRegistrationDto,
  CampRegistrationPageDto,
  CancelCampRegistrationDto,
  ListCampRegistrationsQuery,
} from './camp-registration.dto.js';
import { CampRegistrations } from './camp-registrations.service.js';

@ApiTags('camps')
@ApiBearerAuth()
@Controller()
export class CampRegistrationsController {
  constructor(private readonly registrations: CampRegistrations) {}

  @Post('patients/:patientId/camps/:campId')
  @Roles(...MAY.registerForCamps)
  @Audited({ event: 'patient.registered-for-camp', entity: 'CampRegistration', action: 'CREATION' })
  @ApiOperation({ summary: 'Register a patient for a camp', description: 'Once, and while there are places.' })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: CampRegistrationDto })
  @ApiConflictResponse({ description: '`camp-full`, `already-registered`, or `camp-over`: it has ended.' })
  register(@Param('patientId', ParseUUIDPipe) patientId: string, @Param('campId', ParseUUIDPipe) campId: string) {
    return this.registrations.register(patientId, campId);
  }

  @Get('camps/:id/registrations')
  @Roles(...MAY.registerForCamps)
  @Audited({ event: 'camp.registrations-listed', entity: 'Camp' })
  @ApiOperation({
    summary: 'List who is registered for a camp',
    description: 'A restricted patient by his initials. The log names every patient that was shown.',
  })
  @ApiOkResponse({ type: CampRegistrationPageDto })
  list(@Param('id', ParseUUIDPipe) id: string, @Query() query: ListCampRegistrationsQuery) {
    return this.registrations.list(id, query);
  }

  @Post('camp-registrations/:id/cancel')
  @Roles(...MAY.registerForCamps)
  @Audited({ event: 'camp.registration-cancelled', entity: 'CampRegistration' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel a registration', description: 'With a reason, before the camp; its place is free.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: CampRegistrationDto })
  cancel(@Param('id', ParseUUIDPipe) id: string, @Body() { reason }: CancelCampRegistrationDto) {
    return this.registrations.cancel(id, reason);
  }
}
