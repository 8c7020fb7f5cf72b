import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { QueuePriority, QueueStatus } from '../../generated/prisma/enums.js';
import { labelOf } from '../entity-label.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { PractitionersService } from '../practitioners/practitioners.service.js';
import { dayIn } from '../settings/clinic-time.js';
import { SettingsService } from '../settings/settings.service.js';
import { illegalStep } from '../steps.js';
import type { EnqueueDto } from './queue-body.dto.js';
import { QUEUE_COLUMNS, type QueueEntryDto, toQueueEntry } from './queue-entry.dto.js';
import { explained, queueEntryEnded, queueEntryNotFound } from './queue-faults.js';
import { hasEnded, QUEUE_STEPS } from './queue-steps.js';

/** Who waits, and how it goes on; the lists are in QueueViews. */
@Injectable()
export class QueueService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly patients: PatientAccess,
    private readonly practitioners: PractitionersService,
    private readonly settings: SettingsService,
    private readonly audit: AuditService,
  ) {}

  async enqueue({ patientId, practitionerId, priority }: EnqueueDto, now = new Date()): Promise<QueueEntryDto> {
    await this.patients.reach(patientId);
    if (practitionerId !== undefined) await this.practitioners.expectTreating(practitionerId);
    const { timeZone } = await this.settings.view();
    const data: Prisma.QueueEntryUncheckedCreateInput = {
      patientId,
      day: new Date(dayIn(timeZone, now)),
      ...(practitionerId === undefined ? {} : { practitionerId }),
      ...(priority === undefined ? {} : { priority }),
    };
    return toQueueEntry(await explained(this.prisma.queueEntry.create({ data, select: QUEUE_COLUMNS })));
  }

  /** The entry, if the running request may open what its patient has; of a removed patient too. */
  async view(id: string): Promise<QueueEntryDto> {
    const row = await this.prisma.queueEntry.findUnique({ where: { id }, select: QUEUE_COLUMNS });
    if (!row) throw queueEntryNotFound();
    const entry = toQueueEntry(row);
    this.audit.describe({ entityLabel: labelOf(entry.patientName, entry.day) });
    await this.patients.reachAny(entry.patientId);
    return entry;
  }

  async changeStatus(id: string, status: QueueStatus): Promise<QueueEntryDto> {
    return this.change(id, { status }, (from) => {
      if (!QUEUE_STEPS[from].includes(status)) throw illegalStep(QUEUE_STEPS, 'queue entry', from, status);
    });
  }

  async changePriority(id: string, priority: QueuePriority): Promise<QueueEntryDto> {
    return this.change(id, { priority }, (status) => {
      if (hasEnded(status)) throw queueEntryEnded();
    });
  }

  private async change(
    id: string,
    data: Prisma.QueueEntryUpdateInput,
    expectLegal: (status: QueueStatus) => void,
  ): Promise<QueueEntryDto> {
    const { status } = await this.view(id);
    expectLegal(status);
    try {
      // As it was read: of two changes at the same moment one finds the entry where the other left it.
      const where = { id, status };
      return toQueueEntry(await this.prisma.queueEntry.update({ where, data, select: QUEUE_COLUMNS }));
    } catch (error) {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2025') throw error;
      return this.change(id, data, expectLegal);
    }
  }
}
