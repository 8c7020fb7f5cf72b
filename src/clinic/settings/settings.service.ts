import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import type { ClinicSettings, Prisma } from '../../generated/prisma/client.js';
import type { OpenSpan } from './opening-hours.js';
import type { SettingsChangesDto, SettingsDto } from './settings.dto.js';

/** What holds until somebody changes it. */
const DEFAULTS = {
  id: 'clinic',
  name: 'Clinic',
  timeZone: 'UTC',
  slotMinutes: 30,
  openingHours: (['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'] as const).map((weekday) => ({
    weekday,
    opens: '08:00',
    closes: '18:00',
  })),
} as const;

const COLUMNS = {
  id: true,
  name: true,
  timeZone: true,
  slotMinutes: true,
  openingHours: true,
  updatedAt: true,
} as const satisfies Record<keyof SettingsDto, true>;

@Injectable()
export class SettingsService {
  constructor(private readonly prisma: PrismaService) {}

  async view(): Promise<SettingsDto> {
    const row = await this.prisma.clinicSettings.findFirst({ select: COLUMNS });
    return row ? toSettings(row) : { ...DEFAULTS, updatedAt: null };
  }

  async change({ openingHours, ...changes }: SettingsChangesDto): Promise<SettingsDto> {
    const data: Prisma.ClinicSettingsUpdateInput = {
      ...changes,
      ...(openingHours === undefined
        ? {}
        : { openingHours: openingHours.map(({ weekday, opens, closes }) => ({ weekday, opens, closes })) }),
    };
    return this.prisma.$transaction(async (tx) => {
      // The defaults become a row first: the change then says from what to what.
      await tx.clinicSettings.createMany({ data: [DEFAULTS], skipDuplicates: true });
      return toSettings(await tx.clinicSettings.update({ where: { id: DEFAULTS.id }, data, select: COLUMNS }));
    });
  }
}

// The database keeps the form of the opening hours.
function toSettings({ openingHours, ...row }: Omit<ClinicSettings, 'createdAt'>): SettingsDto {
  return { ...row, openingHours: openingHours as unknown as OpenSpan[] };
}
