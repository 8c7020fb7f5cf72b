import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { telling } from '../asked-for.js';
import { statedReason } from '../patients/stated-reason.js';
import { PractitionersService } from '../practitioners/practitioners.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { inThePast, outsideOpeningHours } from './appointment-faults.js';
import { timeRange } from './appointment-time.js';
import { isOpen, isPast, type TimeRange } from './slots.js';

/** What a booking or a move asks for; whom a move leaves open is known once the appointment is read. */
interface Asked {
  startsAt: string;
  endsAt?: string;
  practitionerId?: string;
}

/** With whom and when an appointment may be: one rule for booking and for moving. */
@Injectable()
export class AppointmentTimes {
  constructor(
    private readonly practitioners: PractitionersService,
    private readonly settings: SettingsService,
    private readonly audit: AuditService,
  ) {}

  /** A refused booking says in its record when and with whom it was wanted. */
  telling<Result>(asked: Asked, work: () => Promise<Result>): Promise<Result> {
    return telling(
      this.audit,
      () => {
        const { startsAt, endsAt, practitionerId } = asked;
        const details = { startsAt, ...(endsAt === undefined ? {} : { endsAt }) };
        return practitionerId === undefined ? details : { ...details, practitionerId };
      },
      work,
    );
  }

  /** The time, if the practitioner treats here and either the clinic is open then, from now on, or a reason is given. */
  async expectBookable(
    { practitionerId, startsAt, endsAt }: Required<Pick<Asked, 'practitionerId'>> & Asked,
    length?: number,
  ): Promise<TimeRange> {
    await this.practitioners.expectTreating(practitionerId);
    const { slotMinutes, ...opening } = await this.settings.view();
    const time = timeRange(startsAt, endsAt, length ?? slotMinutes * 60_000);
    const past = isPast(time.startsAt, new Date());
    if ((!past && isOpen(time, opening)) || statedReason(this.audit) !== undefined) return time;
    throw past ? inThePast(time.startsAt) : outsideOpeningHours(time.startsAt, opening);
  }
}
