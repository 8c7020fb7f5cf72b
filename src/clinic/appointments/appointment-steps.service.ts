import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { refusedRule } from '../../database/refused-rule.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { AppointmentStatus } from '../../generated/prisma/enums.js';
import { changedMeanwhile } from '../as-read.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { illegalStep } from '../steps.js';
import type { RescheduleAppointmentDto } from './appointment-body.dto.js';
import { explained, notYetBegun } from './appointment-faults.js';
import { APPOINTMENT_STEPS } from './appointment-steps.js';
import { AppointmentTimes } from './appointment-times.service.js';
import { APPOINTMENT_COLUMNS, type AppointmentDto, toAppointment } from './appointment.dto.js';
import { AppointmentsService } from './appointments.service.js';

type Step = AppointmentStatus | 'moved';

/** What becomes of a booked appointment. */
@Injectable()
export class AppointmentSteps {
  constructor(
    private readonly prisma: PrismaService,
    private readonly appointments: AppointmentsService,
    private readonly patients: PatientAccess,
    private readonly times: AppointmentTimes,
    private readonly audit: AuditService,
  ) {}

  async reschedule(id: string, { ...asked }: RescheduleAppointmentDto): Promise<AppointmentDto> {
    return this.times.telling(asked, async () => {
      const before = await this.appointments.view(id);
      const practitionerId = (asked.practitionerId ??= before.practitionerId);
      // Whoever was removed can be cancelled, not booked again.
      await this.patients.reach(before.patientId);
      expectBooked(before, 'moved');
      const length = before.endsAt.getTime() - before.startsAt.getTime();
      const time = await this.times.expectBookable({ ...asked, practitionerId }, length);
      return this.changeBooked(before, 'moved', { ...time, practitionerId });
    });
  }

  async cancel(id: string, cancellationReason: string): Promise<AppointmentDto> {
    const before = await this.appointments.view(id);
    if (this.audit.reason === undefined) this.audit.describe({ reason: cancellationReason });
    return this.changeBooked(before, 'CANCELLED', { status: 'CANCELLED', cancellationReason });
  }

  async complete(id: string): Promise<AppointmentDto> {
    return this.changeBooked(await this.appointments.view(id), 'COMPLETED', { status: 'COMPLETED' });
  }

  async noShow(id: string): Promise<AppointmentDto> {
    return this.changeBooked(await this.appointments.view(id), 'NO_SHOW', { status: 'NO_SHOW' });
  }

  private async changeBooked(
    before: AppointmentDto,
    to: Step,
    data: Prisma.AppointmentUncheckedUpdateInput,
  ): Promise<AppointmentDto> {
    expectBooked(before, to);
    const { id, status, startsAt, practitionerId } = before;
    try {
      // As it was read: of two steps at the same moment one finds the appointment where the other left it.
      const where = { id, status, ...(to === 'moved' ? { startsAt, practitionerId } : {}) };
      const row = await explained(this.prisma.appointment.update({ where, data, select: APPOINTMENT_COLUMNS }));
      return toAppointment(row);
    } catch (error) {
      const notBegun = refusedRule(error)?.constraint === 'Appointment_has_begun';
      if (!notBegun && !(error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025')) throw error;
      const meanwhile = await this.appointments.view(id);
      if (notBegun) throw notYetBegun(meanwhile.startsAt);
      throw meanwhile.status === 'BOOKED' ? changedMeanwhile() : illegal(meanwhile, to);
    }
  }
}

function expectBooked(appointment: AppointmentDto, to: Step): void {
  if (appointment.status !== 'BOOKED') throw illegal(appointment, to);
}

const illegal = ({ status }: AppointmentDto, to: Step) => illegalStep(APPOINTMENT_STEPS, 'appointment', status, to);
