import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { SomeChange } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { ListPractitionersQuery, PractitionerPageDto } from './list-practitioners.dto.js';
import { NewPractitionerDto, PractitionerChangesDto } from './practitioner-body.dto.js';
import { PractitionerDto } from './practitioner.dto.js';
import { PractitionersService } from './practitioners.service.js';

@ApiTags('practitioners')
@ApiBearerAuth()
@Controller('practitioners')
export class PractitionersController {
  constructor(private readonly practitioners: PractitionersService) {}

  @Get()
  @Roles(...MAY.readPractitioners)
  @Audited({ event: 'practitioner.listed', entity: 'Practitioner' })
  @ApiOperation({
    summary: 'List practitioners',
    description: 'By profession, specialty, site, and whether they treat now.',
  })
  @ApiOkResponse({ type: PractitionerPageDto })
  list(@Query() query: ListPractitionersQuery) {
    return this.practitioners.list(query);
  }

  @Post()
  @Roles(...MAY.createPractitioners)
  @Audited({ event: 'practitioner.created', entity: 'Practitioner' })
  @ApiOperation({
    summary: 'Give a doctor his profile',
    description:
      'From then on he can be booked. **It needs a user with the role DOCTOR who has none yet**: POST /api/users makes one.',
  })
  @ApiCreatedResponse({ type: PractitionerDto })
  create(@Body() body: NewPractitionerDto) {
    return this.practitioners.create(body);
  }

  @Get(':id')
  @Roles(...MAY.readPractitioners)
  @Audited({ event: 'practitioner.viewed', entity: 'Practitioner' })
  @ApiOperation({ summary: 'View a practitioner', description: 'Also one who does not treat here any more.' })
  @ApiOkResponse({ type: PractitionerDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.practitioners.view(id);
  }

  @Patch(':id')
  @Roles(...MAY.changePractitioners)
  @Audited({ event: 'practitioner.updated', entity: 'Practitioner' })
  @ApiOperation({ summary: 'Change a practitioner', description: 'A doctor his own profile, an administrator any.' })
  @ApiOkResponse({ type: PractitionerDto })
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body(SomeChange) body: PractitionerChangesDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.practitioners.update(id, body, by);
  }
}
