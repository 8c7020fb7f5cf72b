import { Injectable } from '@nestjs/common';
import { EntityStates } from '../../audit/index.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import type { NewProgressNoteDto, ProgressNoteEditDto } from './progress-note-body.dto.js';
import { editedMeanwhile, noteNotFound, notTheAuthor } from './progress-note-faults.js';
import {
  LISTED_COLUMNS,
  type ListedProgressNoteDto,
  type ListProgressNotesQuery,
  NOTE_COLUMNS,
  type ProgressNoteDto,
  type ProgressNoteVersionDto,
  type ProgressNoteVersionsDto,
} from './progress-note.dto.js';

@Injectable()
export class ProgressNotesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly access: PatientAccess,
    private readonly states: EntityStates,
  ) {}

  async write(patientId: string, { title, text }: NewProgressNoteDto, by: SignedIn): Promise<ProgressNoteDto> {
    await this.access.reach(patientId);
    const data = { patientId, authorId: by.id, title, text };
    return this.prisma.progressNote.create({ data, select: NOTE_COLUMNS });
  }

  async list(patientId: string, query: ListProgressNotesQuery): Promise<Page<ListedProgressNoteDto>> {
    await this.access.reach(patientId);
    const { page, limit, authorId, sort } = query;
    const where = { patientId, ...(authorId === undefined ? {} : { authorId }) };
    const orderBy = orderOf(sort);
    const [items, total] = await Promise.all([
      this.prisma.progressNote.findMany({ where, orderBy, ...partOf(query), select: LISTED_COLUMNS }),
      this.prisma.progressNote.count({ where }),
    ]);
    return { items, page, limit, total };
  }

  async view(id: string): Promise<ProgressNoteDto> {
    const note = await this.prisma.progressNote.findUnique({ where: { id }, select: NOTE_COLUMNS });
    if (!note) throw noteNotFound();
    await this.access.reach(note.patientId);
    return note;
  }

  /** From the log, which keeps every text that the note ever had. */
  async versions(id: string): Promise<ProgressNoteVersionsDto> {
    const { patientId, author } = await this.view(id);
    const versions = new Map<number, ProgressNoteVersionDto>();
    for (const { state, recordedAt } of await this.states.of('ProgressNote', id)) {
      const { version, title, text } = state as unknown as ProgressNoteDto;
      if (!versions.has(version)) versions.set(version, { version, title, text, writtenAt: recordedAt });
    }
    return { id, patientId, author, versions: [...versions.values()].toReversed() };
  }

  async edit(id: string, { version, ...changes }: ProgressNoteEditDto, by: SignedIn): Promise<ProgressNoteDto> {
    const { author } = await this.view(id);
    if (author.id !== by.id) throw notTheAuthor();
    const where = { id, version };
    const [note] = await this.prisma.progressNote.updateManyAndReturn({ where, data: changes, select: NOTE_COLUMNS });
    if (!note) throw editedMeanwhile((await this.view(id)).version);
    return note;
  }
}
