import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
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
import { SomeChange } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { CampChangesDto, CancelCampDto, NewCampDto } from './camp-body.dto.js';
import { CampSteps } from './camp-steps.service.js';
import { CampDto } from './camp.dto.js';
import { CampsService } from './camps.service.js';
import { CampPageDto, ListCampsQuery } from './list-camps.dto.js';

@ApiTags('camps')
@ApiBearerAuth()
@Controller('camps')
export class CampsController {
  constructor(
    private readonly camps: CampsService,
    private readonly steps: CampSteps,
  ) {}

  @Get()
  @Roles(...MAY.readCamps)
  @Audited({ event: 'camp.listed', entity: 'Camp' })
  @ApiOperation({ summary: 'List medical camps', description: 'By status, place and day; it shows no patient.' })
  @ApiOkResponse({ type: CampPageDto })
  list(@Query() query: ListCampsQuery) {
    return this.camps.list(query);
  }

  @Post()
  @Roles(...MAY.keepCamps)
  @Audited({ event: 'camp.created', entity: 'Camp' })
  @ApiOperation({ summary: 'Plan a medical camp' })
  @ApiCreatedResponse({ type: CampDto })
  create(@Body() body: NewCampDto) {
    return this.camps.create(body);
  }

  @Get(':id')
  @Roles(...MAY.readCamps)
  @Audited({ event: 'camp.viewed', entity: 'Camp' })
  @ApiOperation({ summary: 'View a camp', description: 'With how many are registered, not who.' })
  @ApiOkResponse({ type: CampDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.camps.view(id);
  }

  @Patch(':id')
  @Roles(...MAY.keepCamps)
  @Audited({ event: 'camp.updated', entity: 'Camp' })
  @ApiOperation({
    summary: 'Change a camp',
    description: 'Only the given fields; null clears a number. Of a FINISHED camp only attendedPatients.',
  })
  @ApiOkResponse({ type: CampDto })
  @ApiConflictResponse({ description: '`capacity-too-low`: more are registered. `camp-over`: it has ended.' })
  update(@Param('id', ParseUUIDPipe) id: string, @Body(SomeChange) body: CampChangesDto) {
    return this.camps.update(id, body);
  }

  @Post(':id/finish')
  @Roles(...MAY.keepCamps)
  @Audited({ event: 'camp.finished', entity: 'Camp' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Finish a camp', description: 'It took place; its registrations stay as they are.' })
  @ApiOkResponse({ type: CampDto })
  finish(@Param('id', ParseUUIDPipe) id: string) {
    return this.steps.finish(id);
  }

  @Post(':id/cancel')
  @Roles(...MAY.keepCamps)
  @Audited({ event: 'camp.cancelled', entity: 'Camp' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Cancel a camp',
    description: 'With a reason; every registration is cancelled with it, and the log has a record for each.',
  })
  @ApiOkResponse({ type: CampDto })
  cancel(@Param('id', ParseUUIDPipe) id: string, @Body() { reason }: CancelCampDto) {
    return this.steps.cancel(id, reason);
  }
}
