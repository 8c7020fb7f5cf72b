import { Injectable, type StreamableFile } from '@nestjs/common';
import { type AccessDay, Accesses, AuditService, type StreamedRequest, streamed } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { validationFailed } from '../../http/validation.pipe.js';
import { partOf } from '../../http/page.dto.js';
import { instantAt } from '../settings/clinic-time.js';
import { SettingsService } from '../settings/settings.service.js';
import { toDay } from './access-day.js';
import { accessReportCsv } from './access-report-csv.js';
import type { AccessDayDto, AccessReportDto, AccessReportQuery } from './access-report.dto.js';
import { patientNotFound } from './patient-faults.js';
import { statedReason } from './stated-reason.js';

const DAY = 86_400_000;
const FILE = { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="access-report.csv"' };

/** Who saw or changed anything of a patient. Opens no record, so it asks for no reason; a reason tells the names. */
@Injectable()
export class AccessReports {
  constructor(
    private readonly prisma: PrismaService,
    private readonly accesses: Accesses,
    private readonly settings: SettingsService,
    private readonly audit: AuditService,
  ) {}

  async of(id: string, query: AccessReportQuery, request: StreamedRequest): Promise<AccessReportDto | StreamableFile> {
    const { format, page, limit, from, to } = query;
    this.audit.describe({ details: { format, from: from ?? null, to: to ?? null } });
    const masked = statedReason(this.audit) === undefined;
    this.audit.describe({ details: { masked } });
    if (from !== undefined && to !== undefined && to < from) throw endsBeforeItBegins();
    await this.requirePatient(id);
    const { timeZone } = await this.settings.view();
    const period = {
      patientId: id,
      timeZone,
      ...(from === undefined ? {} : { from: beginOf(from, timeZone) }),
      ...(to === undefined ? {} : { to: beginOf(dayAfter(to), timeZone) }),
    };
    if (format === 'csv') {
      const parts = shown(await this.accesses.inParts(period), masked);
      return streamed(request, accessReportCsv(parts), FILE);
    }
    const { skip: offset } = partOf(query);
    const { days, ...counts } = await this.accesses.of({ ...period, limit, offset });
    const items = days.map((day) => toDay(day, masked));
    return { patientId: id, timeZone, masked, ...counts, items, page, limit };
  }

  /** A removed one too: what was done with his record stays to be told. */
  private async requirePatient(id: string): Promise<void> {
    const patient = await this.prisma.patient.findUnique({ where: { id }, select: { fullName: true } });
    if (!patient) throw patientNotFound();
    // The report shows no name, so nothing but this line can tell the log whose it was.
    this.audit.describe({ entityLabel: patient.fullName, patientIds: [id] });
  }
}

function beginOf(day: string, timeZone: string): string {
  return instantAt(day, '00:00', timeZone).toISOString();
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

async function* shown(parts: AsyncIterable<readonly AccessDay[]>, masked: boolean): AsyncGenerator<AccessDayDto[]> {
  for await (const days of parts) yield days.map((day) => toDay(day, masked));
}

const endsBeforeItBegins = () => validationFailed([{ field: 'to', message: 'to must not be before from' }]);
