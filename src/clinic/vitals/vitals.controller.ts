import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { changeBeside } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { ReasonIfRestricted } from '../patients/reason-if-restricted.decorator.js';
import { NewVitalsDto, VitalsCorrectionDto } from './vitals-body.dto.js';
import { VitalsDto, VitalsHistoryQuery, VitalsPageDto } from './vitals.dto.js';
import { VitalsService } from './vitals.service.js';

@ApiTags('vitals')
@ApiBearerAuth()
@Controller()
export class VitalsController {
  constructor(private readonly vitals: VitalsService) {}

  @Post('patients/:patientId/vitals')
  @Roles(...MAY.writeVitals)
  @Audited({ event: 'vitals.recorded', entity: 'Vitals', action: 'CREATION' })
  @ApiOperation({ summary: 'Record vitals', description: 'At least one value; a blood pressure is a pair.' })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: VitalsDto })
  record(
    @Param('patientId', ParseUUIDPipe) patientId: string,
    @Body() body: NewVitalsDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.vitals.record(patientId, body, by);
  }

  @Get('patients/:patientId/vitals')
  @Roles(...MAY.readVitals)
  @Audited({ event: 'vitals.viewed', entity: 'Vitals' })
  @ApiOperation({ summary: 'View the vitals of a patient', description: 'The latest first, unless sorted otherwise.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: VitalsPageDto })
  history(@Param('patientId', ParseUUIDPipe) patientId: string, @Query() query: VitalsHistoryQuery) {
    return this.vitals.history(patientId, query);
  }

  @Patch('vitals/:id')
  @Roles(...MAY.writeVitals)
  @Audited({ event: 'vitals.corrected', entity: 'Vitals' })
  @ApiOperation({
    summary: 'Correct vitals',
    description: 'Says why; the log keeps the earlier values. null takes a value away that was not measured after all.',
  })
  @ApiOkResponse({ type: VitalsDto })
  correct(
    @Param('id', ParseUUIDPipe) id: string,
    @Body(changeBeside('reason', 'updatedAt')) body: VitalsCorrectionDto,
  ) {
    return this.vitals.correct(id, body);
  }
}
