import { Injectable } from '@nestjs/common';
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
} from './progress-note.dto.js';

@Injectable()
export class ProgressNotesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly access: PatientAccess,
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

  async edit(id: string, { version, ...changes }: ProgressNoteEditDto, by: SignedIn): Promise<ProgressNoteDto> {
    const { author } = await this.view(id);
    if (author.id !== by.id) throw notTheAuthor();
    const where = { id, version };
    const [note] = await this.prisma.progressNote.updateManyAndReturn({ where, data: changes, select: NOTE_COLUMNS });
    if (!note) throw editedMeanwhile((await this.view(id)).version);
    return note;
  }
}
