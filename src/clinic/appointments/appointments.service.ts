import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { labelOf } from '../entity-label.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import type { BookAppointmentDto } from './appointment-body.dto.js';
import { appointmentNotFound, explained } from './appointment-faults.js';
import { AppointmentTimes } from './appointment-times.service.js';
import { APPOINTMENT_COLUMNS, type AppointmentDto, toAppointment, toListedAppointment } from './appointment.dto.js';
import type { ListAppointmentsQuery } from './list-appointments.dto.js';

/** Booking and reading; what happens to an appointment afterwards is in AppointmentSteps. */
@Injectable()
export class AppointmentsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly patients: PatientAccess,
    private readonly times: AppointmentTimes,
    private readonly audit: AuditService,
  ) {}

  async list(query: ListAppointmentsQuery): Promise<Page<AppointmentDto>> {
    if (query.patientId !== undefined) await this.patients.reachAny(query.patientId);
    const where = filterOf(query);
    const [rows, total] = await Promise.all([
      this.prisma.appointment.findMany({
        where,
        orderBy: orderOf(query.sort),
        ...partOf(query),
        select: APPOINTMENT_COLUMNS,
      }),
      this.prisma.appointment.count({ where }),
    ]);
    const show = query.patientId === undefined ? toListedAppointment : toAppointment;
    return { items: rows.map(show), page: query.page, limit: query.limit, total };
  }

  async book({ ...body }: BookAppointmentDto): Promise<AppointmentDto> {
    return this.times.telling(body, async () => {
      await this.patients.reach(body.patientId);
      const data = { ...body, ...(await this.times.expectBookable(body)) };
      return toAppointment(await explained(this.prisma.appointment.create({ data, select: APPOINTMENT_COLUMNS })));
    });
  }

  /** For its reader; its record names the patient as those of changes do. */
  async show(id: string): Promise<AppointmentDto> {
    const appointment = await this.view(id);
    const { patientId, patientName } = appointment;
    this.audit.describe({ details: { names: { [patientId]: patientName } } });
    return appointment;
  }

  /** The appointment, if the running request may open what its patient has; of a removed patient too. */
  async view(id: string): Promise<AppointmentDto> {
    const row = await this.prisma.appointment.findUnique({ where: { id }, select: APPOINTMENT_COLUMNS });
    if (!row) throw appointmentNotFound();
    this.audit.describe({ entityLabel: labelOf(row.patient.fullName, row.startsAt) });
    await this.patients.reachAny(row.patientId);
    return toAppointment(row);
  }
}

function filterOf({
  patientId,
  practitionerId,
  status,
  from,
  to,
}: ListAppointmentsQuery): Prisma.AppointmentWhereInput {
  return {
    ...(patientId === undefined ? {} : { patientId }),
    ...(practitionerId === undefined ? {} : { practitionerId }),
    ...(status === undefined ? {} : { status }),
    startsAt: {
      ...(from === undefined ? {} : { gte: new Date(from) }),
      ...(to === undefined ? {} : { lt: new Date(to) }),
    },
  };
}
