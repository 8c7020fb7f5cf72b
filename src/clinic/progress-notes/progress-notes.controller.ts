import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../audit/index.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { Roles } from '../../auth/roles.decorator.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { changeBeside } from '../../http/some-change.pipe.js';
import { MAY } from '../clinic.roles.js';
import { ReasonIfRestricted } from '../patients/reason-if-restricted.decorator.js';
import { NewProgressNoteDto, ProgressNoteEditDto } from './progress-note-body.dto.js';
import {
  ListProgressNotesQuery,
  ProgressNoteDto,
  ProgressNotePageDto,
  ProgressNoteVersionsDto,
} from './progress-note.dto.js';
import { ProgressNotesService } from './progress-notes.service.js';

@ApiTags('progress notes')
@ApiBearerAuth()
@Controller()
export class ProgressNotesController {
  constructor(private readonly notes: ProgressNotesService) {}

  @Post('patients/:patientId/progress-notes')
  @Roles(...MAY.writeProgressNotes)
  @Audited({ event: 'progress-note.written', entity: 'ProgressNote', action: 'CREATION' })
  @ApiOperation({ summary: 'Write a progress note', description: 'Whoever writes it is its author.' })
  @ReasonIfRestricted()
  @ApiCreatedResponse({ type: ProgressNoteDto })
  write(
    @Param('patientId', ParseUUIDPipe) patientId: string,
    @Body() body: NewProgressNoteDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.notes.write(patientId, body, by);
  }

  @Get('patients/:patientId/progress-notes')
  @Roles(...MAY.readProgressNotes)
  @Audited({ event: 'progress-note.listed', entity: 'ProgressNote' })
  @ApiOperation({ summary: 'List the progress notes of a patient', description: 'Their titles, the latest first.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ProgressNotePageDto })
  list(@Param('patientId', ParseUUIDPipe) patientId: string, @Query() query: ListProgressNotesQuery) {
    return this.notes.list(patientId, query);
  }

  @Get('progress-notes/:id')
  @Roles(...MAY.readProgressNotes)
  @Audited({ event: 'progress-note.viewed', entity: 'ProgressNote' })
  @ApiOperation({ summary: 'View a progress note', description: 'As it stands.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ProgressNoteDto })
  view(@Param('id', ParseUUIDPipe) id: string) {
    return this.notes.view(id);
  }

  @Get('progress-notes/:id/versions')
  @Roles(...MAY.readProgressNotes)
  @Audited({ event: 'progress-note.versions-viewed', entity: 'ProgressNote' })
  @ApiOperation({
    summary: 'View all versions of a progress note',
    description: 'What it says and what it said before.',
  })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ProgressNoteVersionsDto })
  versions(@Param('id', ParseUUIDPipe) id: string) {
    return this.notes.versions(id);
  }

  @Patch('progress-notes/:id')
  @Roles(...MAY.writeProgressNotes)
  @Audited({ event: 'progress-note.edited', entity: 'ProgressNote' })
  @ApiOperation({ summary: 'Edit a progress note', description: 'Its author only, and the version that he read only.' })
  @ReasonIfRestricted()
  @ApiOkResponse({ type: ProgressNoteDto })
  edit(
    @Param('id', ParseUUIDPipe) id: string,
    @Body(changeBeside('version')) body: ProgressNoteEditDto,
    @CurrentUser() by: SignedIn,
  ) {
    return this.notes.edit(id, body, by);
  }
}
