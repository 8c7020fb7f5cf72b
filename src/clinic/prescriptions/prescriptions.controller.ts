import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
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
import { Dispensing } from './dispensing.service.js';
import { DispenseDto, PrescribeDto, PrescriptionChangesDto } from './prescription-body.dto.js';
import { ListPrescriptionsQuery, PrescriptionDto, PrescriptionPageDto } from './prescription.dto.js';
import { PrescriptionsService } from './prescriptions.service.js';

@ApiTags('prescriptions')
@ApiBearerAuth()
@Controller()
export class PrescriptionsController {
  constructor(
    private readonly prescriptions: PrescriptionsService,
    private readonly dispensing: Dispensing,
  ) {}

  @Post('patients/:patientId/prescriptions')
  @Roles(...MAY.prescribe)
  @Audited({ event: 'prescription.created', entity: 'Prescription', action: 'CREATION' })
  @ApiOperation({
    summary: 'Prescribe a medicine',
    description: 'With replacesId it takes the place of an ACTIVE prescription of the same patient.',
  })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: PrescriptionDto })
  prescribe(
    @Param('patientId', ParseUUIDPipe) patientId: string,
    @Body() body: PrescribeDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.prescriptions.prescribe(patientId, body, by);
  }

  @Get('patients/:patientId/prescriptions')
  @Roles(...MAY.readPrescriptions)
  @Audited({ event: 'prescription.listed', entity: 'Prescription' })
  @ApiOperation({ summary: 'List the prescriptions of a patient', description: 'Without deleted ones, latest first.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: PrescriptionPageDto })
  list(@Param('patientId', ParseUUIDPipe) patientId: string, @Query() query: ListPrescriptionsQuery) {
    return this.prescriptions.list(patientId, query);
  }

  @Get('prescriptions/:id')
  @Roles(...MAY.readPrescriptions)
  @Audited({ event: 'prescription.viewed', entity: 'Prescription' })
  @ApiOperation({ summary: 'View a prescription' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: PrescriptionDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.prescriptions.view(id);
  }

  @Patch('prescriptions/:id')
  @Roles(...MAY.prescribe)
  @Audited({ event: 'prescription.updated', entity: 'Prescription' })
  @ApiOperation({
    summary: 'Change a prescription',
    description: 'Its prescriber only, and until the first unit is picked up. Others replace it by one of their own.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: PrescriptionDto })
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body(SomeChange) body: PrescriptionChangesDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.prescriptions.update(id, body, by);
  }

  @Delete('prescriptions/:id')
  @Roles(...MAY.prescribe)
  @Audited({ event: 'prescription.deleted', entity: 'Prescription' })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a prescription',
    description: 'Its prescriber only, and until the first unit is picked up.',
  })
  @ReasonIfRestricted()
  @ApiNoContentResponse()
  remove(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() by: SignedIn) {
    return this.prescriptions.remove(id, by);
  }

  @Post('prescriptions/:id/dispense')
  @Roles(...MAY.dispense)
  @Audited({ event: 'medicine.dispensed', entity: 'Prescription' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Dispense a medicine at pickup',
    description: 'Takes it from the stock and notes it on the prescription: both or neither.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: PrescriptionDto })
  dispense(@Param('id', ParseUUIDPipe) id: string, @Body() { quantity }: DispenseDto) {
    return this.dispensing.dispense(id, quantity);
  }
}
