import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { type Page, partOf } from '../../http/page.dto.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { PractitionersService } from '../practitioners/practitioners.service.js';
import { dayIn } from '../settings/clinic-time.js';
import { SettingsService } from '../settings/settings.service.js';
import type { PatientQueueQuery, QueueQuery } from './queue-body.dto.js';
import {
  QUEUE_COLUMNS,
  type QueueEntryDto,
  type QueueRow,
  toListedQueueEntry,
  toQueueEntry,
} from './queue-entry.dto.js';

// Who needs it most comes first, and then who waits longest.
const NEXT_FIRST = [{ priority: 'desc' }, { createdAt: 'asc' }, { id: 'asc' }] as const;
const LATEST_FIRST = [{ day: 'desc' }, { id: 'desc' }] as const;

@Injectable()
export class QueueViews {
  constructor(
    private readonly prisma: PrismaService,
    private readonly patients: PatientAccess,
    private readonly practitioners: PractitionersService,
    private readonly settings: SettingsService,
  ) {}

  async ofAll(query: QueueQuery): Promise<Page<QueueEntryDto>> {
    return this.page(query, { day: await this.dayOf(query) }, NEXT_FIRST, toListedQueueEntry);
  }

  async ofPractitioner(practitionerId: string, query: QueueQuery): Promise<Page<QueueEntryDto>> {
    await this.practitioners.view(practitionerId);
    return this.page(query, { practitionerId, day: await this.dayOf(query) }, NEXT_FIRST, toListedQueueEntry);
  }

  async ofPatient(patientId: string, query: PatientQueueQuery): Promise<Page<QueueEntryDto>> {
    await this.patients.reach(patientId);
    return this.page(query, { patientId }, LATEST_FIRST, toQueueEntry);
  }

  private async page(
    query: PatientQueueQuery,
    of: Prisma.QueueEntryWhereInput,
    order: readonly Prisma.QueueEntryOrderByWithRelationInput[],
    show: (row: QueueRow) => QueueEntryDto,
  ): Promise<Page<QueueEntryDto>> {
    const where = { ...of, ...(query.status === undefined ? {} : { status: query.status }) };
    const [rows, total] = await Promise.all([
      this.prisma.queueEntry.findMany({ where, orderBy: [...order], ...partOf(query), select: QUEUE_COLUMNS }),
      this.prisma.queueEntry.count({ where }),
    ]);
    return { items: rows.map(show), page: query.page, limit: query.limit, total };
  }

  private async dayOf({ day }: QueueQuery): Promise<Date> {
    return new Date(day ?? dayIn((await this.settings.view()).timeZone, new Date()));
  }
}
