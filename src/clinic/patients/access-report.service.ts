import { BadRequestException, Injectable, StreamableFile } from '@nestjs/common';
import { type AccessDay, Accesses, AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { validationFailed } from '../../http/validation.pipe.js';
import { partOf } from '../../http/page.dto.js';
import { instantAt } from '../settings/clinic-time.js';
import { SettingsService } from '../settings/settings.service.js';
import { toPerson } from './access-person.js';
import { accessReportCsv } from './access-report-csv.js';
import type { AccessDayDto, AccessReportDto, AccessReportQuery } from './access-report.dto.js';
import { patientNotFound } from './patient-faults.js';

const MOST_LINES = 10_000;
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

  async of(id: string, query: AccessReportQuery): Promise<AccessReportDto | StreamableFile> {
    const { format, page, limit, from, to } = query;
    const masked = this.audit.reason === undefined;
    this.audit.describe({ details: { format, from: from ?? null, to: to ?? null, masked } });
    if (from !== undefined && to !== undefined && to < from) throw endsBeforeItBegins();
    await this.requirePatient(id);
    const { timeZone } = await this.settings.view();
    const part = format === 'csv' ? { skip: 0, take: MOST_LINES } : partOf(query);
    const { days, total, records, persons } = await this.accesses.of({
      patientId: id,
      timeZone,
      ...(from === undefined ? {} : { from: beginOf(from, timeZone) }),
      ...(to === undefined ? {} : { to: beginOf(dayAfter(to), timeZone) }),
      limit: part.take,
      offset: part.skip,
    });
    const items = days.map((day) => toDay(day, masked));
    if (format === 'json') return { patientId: id, timeZone, masked, records, persons, items, page, limit, total };
    if (total > MOST_LINES) throw tooLong(total);
    return new StreamableFile(Buffer.from(accessReportCsv(items)), FILE);
  }

  /** A removed one too: what was done with his record stays to be told. */
  private async requirePatient(id: string): Promise<void> {
    const patient = await this.prisma.patient.findUnique({ where: { id }, select: { fullName: true } });
    if (!patient) throw patientNotFound();
    // The report shows no name, so nothing but this line can tell the log whose it was.
    this.audit.describe({ entityLabel: patient.fullName, patientIds: [id] });
  }
}

function toDay({ number, actor, ...day }: AccessDay, masked: boolean): AccessDayDto {
  const breakGlass = day.acts.some(({ event, outcome }) => event === 'patient.break-glass' && outcome === 'SUCCESS');
  return { ...day, person: toPerson({ number, actor }, masked), breakGlass };
}

function beginOf(day: string, timeZone: string): string {
  return instantAt(day, '00:00', timeZone).toISOString();
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

const endsBeforeItBegins = () => validationFailed([{ field: 'to', message: 'to must not be before from' }]);

const tooLong = (lines: number) =>
  new BadRequestException({
    code: 'report-too-long',
    message: `The file would have ${lines} lines, and it may have ${MOST_LINES}; narrow the period by from and to`,
  });
