import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import { PractitionersService } from '../practitioners/practitioners.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { TAKES_TIME } from './appointment-steps.js';
import type { SlotsDto } from './appointment.dto.js';
import type { ListSlotsQuery } from './list-appointments.dto.js';
import { freeSlots, slotsOf } from './slots.js';

@Injectable()
export class SlotsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly practitioners: PractitionersService,
    private readonly settings: SettingsService,
  ) {}

  /** The times of a day at which a practitioner can still be booked. */
  async list({ practitionerId, day }: ListSlotsQuery): Promise<SlotsDto> {
    await this.practitioners.expectTreating(practitionerId);
    const settings = await this.settings.view();
    const slots = slotsOf(day, settings);
    const [first, last] = [slots.at(0), slots.at(-1)];
    if (!first || !last) return { practitionerId, day, timeZone: settings.timeZone, slots: [] };
    const taken = await this.prisma.appointment.findMany({
      where: {
        practitionerId,
        status: { in: [...TAKES_TIME] },
        startsAt: { lt: last.endsAt },
        endsAt: { gt: first.startsAt },
      },
      select: { startsAt: true, endsAt: true },
    });
    return { practitionerId, day, timeZone: settings.timeZone, slots: freeSlots(slots, taken, new Date()) };
  }
}
