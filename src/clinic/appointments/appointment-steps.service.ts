import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { AppointmentStatus } from '../../generated/prisma/enums.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { PractitionersService } from '../practitioners/practitioners.service.js';
import { illegalStep } from '../steps.js';
import type { RescheduleAppointmentDto } from './appointment-body.dto.js';
import { explained, notYetBegun } from './appointment-faults.js';
import { APPOINTMENT_STEPS } from './appointment-steps.js';
import { timeRange } from './appointment-time.js';
import { APPOINTMENT_COLUMNS, type AppointmentDto, toAppointment } from './appointment.dto.js';
import { AppointmentsService } from './appointments.service.js';

/** What becomes of a booked appointment. */
@Injectable()
export class AppointmentSteps {
  constructor(
    private readonly prisma: PrismaService,
    private readonly appointments: AppointmentsService,
    private readonly patients: PatientAccess,
    private readonly practitioners: PractitionersService,
    private readonly audit: AuditService,
  ) {}

  async reschedule(id: string, to: RescheduleAppointmentDto): Promise<AppointmentDto> {
    const before = await this.appointments.view(id);
    // Whoever was removed can be cancelled, not booked again.
    await this.patients.reach(before.patientId);
    const { practitionerId = before.practitionerId } = to;
    await this.practitioners.expectTreating(practitionerId);
    const time = timeRange(to.startsAt, to.endsAt, before.endsAt.getTime() - before.startsAt.getTime());
    return this.changeBooked(before, 'rescheduled', { ...time, practitionerId });
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
    const before = await this.appointments.view(id);
    if (before.status === 'BOOKED' && before.startsAt > new Date()) throw notYetBegun();
    return this.changeBooked(before, 'NO_SHOW', { status: 'NO_SHOW' });
  }

  private async changeBooked(
    { id, status }: AppointmentDto,
    to: AppointmentStatus | 'rescheduled',
    data: Prisma.AppointmentUncheckedUpdateInput,
  ): Promise<AppointmentDto> {
    if (status !== 'BOOKED') throw illegalStep(APPOINTMENT_STEPS, 'appointment', status, to);
    try {
      // As it was read: of two steps at the same moment one finds the appointment where the other left it.
      const where = { id, status };
      const row = await explained(this.prisma.appointment.update({ where, data, select: APPOINTMENT_COLUMNS }));
      return toAppointment(row);
    } catch (error) {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2025') throw error;
      const { status: meanwhile } = await this.appointments.view(id);
      throw illegalStep(APPOINTMENT_STEPS, 'appointment', meanwhile, to);
    }
  }
}
