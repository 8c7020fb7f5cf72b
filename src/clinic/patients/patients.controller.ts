import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { Roles } from '../../auth/roles.decorator.js';
import { SomeChange } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { ListPatientsQuery, PatientPageDto } from './list-patients.dto.js';
import { NewPatientDto, PatientChangesDto } from './patient-body.dto.js';
import { PatientDto, PatientStatusDto } from './patient.dto.js';
import { PatientsService } from './patients.service.js';
import { ReasonIfRestricted } from './reason-if-restricted.decorator.js';

@ApiTags('patients')
@ApiBearerAuth()
@Controller('patients')
export class PatientsController {
  constructor(private readonly patients: PatientsService) {}

  @Get()
  @Roles(...MAY.readPatients)
  @Audited({ event: 'patient.listed', entity: 'Patient' })
  @ApiOperation({
    summary: 'List or search patients',
    description:
      'Without the deleted ones. A restricted patient is shown by his initials, after the others, and is found by parts ' +
      'of his name or by his whole document number. The log names every patient that was shown, and what was searched.',
  })
  @ApiOkResponse({ type: PatientPageDto })
  list(@Query() query: ListPatientsQuery) {
    return this.patients.list(query);
  }

  @Post()
  @Roles(...MAY.writePatients)
  @Audited({ event: 'patient.created', entity: 'Patient' })
  @ApiOperation({ summary: 'Register a patient', description: 'A document number belongs to one patient only.' })
  @ApiCreatedResponse({ type: PatientDto })
  create(@Body() body: NewPatientDto) {
    return this.patients.create(body);
  }

  @Get(':id')
  @Roles(...MAY.readPatients)
  @Audited({ event: 'patient.viewed', entity: 'Patient' })
  @ApiOperation({ summary: 'View a patient', description: 'A deleted patient is not found; the log still knows him.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: PatientDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.patients.view(id);
  }

  @Patch(':id')
  @Roles(...MAY.writePatients)
  @Audited({ event: 'patient.updated', entity: 'Patient' })
  @ApiOperation({ summary: 'Change a patient', description: 'Only the fields that are given; null clears a field.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: PatientDto })
  update(@Param('id', ParseUUIDPipe) id: string, @Body(SomeChange) body: PatientChangesDto) {
    return this.patients.update(id, body);
  }

  @Delete(':id')
  @Roles(...MAY.deletePatients)
  @Audited({ event: 'patient.deleted', entity: 'Patient' })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a patient',
    description:
      'He leaves the lists and gives his document number back; his history stays. ' +
      'What is still going on with him is cancelled or closed first.',
  })
  @ReasonIfRestricted()
  @ApiNoContentResponse()
  @ApiConflictResponse({
    description:
      '`has-open-visits`: booked appointments, open queue entries or open consultations; the detail counts them.',
  })
  remove(@Param('id', ParseUUIDPipe) id: string) {
    return this.patients.remove(id);
  }

  @Get(':id/status')
  @Roles(...MAY.readPatients)
  @Audited({ event: 'patient.status-viewed', entity: 'Patient' })
  @ApiOperation({ summary: 'View the status of a patient', description: 'Also of a deleted one.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: PatientStatusDto })
  status(@Param('id', ParseUUIDPipe) id: string) {
    return this.patients.status(id);
  }
}
