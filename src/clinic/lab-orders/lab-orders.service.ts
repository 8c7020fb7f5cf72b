import { Injectable, NotFoundException } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import type { LabOrderStatus } from '../../generated/prisma/enums.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { illegalStep } from '../steps.js';
import type { LabResultDto, NewLabOrderDto } from './lab-order-body.dto.js';
import { LAB_ORDER_STEPS } from './lab-order-steps.js';
import { LAB_ORDER_COLUMNS, type LabOrderDto, type ListLabOrdersQuery } from './lab-order.dto.js';

@Injectable()
export class LabOrdersService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly access: PatientAccess,
    private readonly audit: AuditService,
  ) {}

  async order(patientId: string, { ...body }: NewLabOrderDto, by: SignedIn): Promise<LabOrderDto> {
    await this.access.reach(patientId);
    const data = { ...body, patientId, orderedById: by.id };
    return this.prisma.labOrder.create({ data, select: LAB_ORDER_COLUMNS });
  }

  async list(patientId: string, query: ListLabOrdersQuery): Promise<Page<LabOrderDto>> {
    await this.access.reach(patientId);
    const { page, limit, status, sort } = query;
    const where = { patientId, ...(status === undefined ? {} : { status }) };
    const orderBy = orderOf(sort);
    const [items, total] = await Promise.all([
      this.prisma.labOrder.findMany({ where, orderBy, ...partOf(query), select: LAB_ORDER_COLUMNS }),
      this.prisma.labOrder.count({ where }),
    ]);
    return { items, page, limit, total };
  }

  async view(id: string): Promise<LabOrderDto> {
    const order = await this.find(id);
    await this.access.reach(order.patientId);
    return order;
  }

  collect(id: string): Promise<LabOrderDto> {
    return this.step(id, 'COLLECTED', { collectedAt: new Date() });
  }

  result(id: string, { result, finding }: LabResultDto, by: SignedIn): Promise<LabOrderDto> {
    return this.step(id, 'RESULTED', { result, finding, resultedAt: new Date(), resultedById: by.id });
  }

  cancel(id: string, reason: string): Promise<LabOrderDto> {
    return this.step(id, 'CANCELLED', { cancelReason: reason });
  }

  private async step(
    id: string,
    to: LabOrderStatus,
    data: Prisma.LabOrderUncheckedUpdateManyInput,
  ): Promise<LabOrderDto> {
    const { patientId, status } = await this.find(id);
    // The result of a patient who was removed meanwhile still arrives.
    await this.access.reachAny(patientId);
    // Afterwards: why an order is cancelled opens nobody's record.
    const reason = this.audit.reason ?? data.cancelReason;
    if (typeof reason === 'string') this.audit.describe({ reason });
    if (!LAB_ORDER_STEPS[status].includes(to)) throw illegalStep(LAB_ORDER_STEPS, 'lab order', status, to);
    const [order] = await this.prisma.labOrder.updateManyAndReturn({
      where: { id, status },
      data: { ...data, status: to },
      select: LAB_ORDER_COLUMNS,
    });
    // Someone else was faster: what is legal now? The table has no way back, so this ends.
    return order ?? this.step(id, to, data);
  }

  private async find(id: string): Promise<LabOrderDto> {
    const order = await this.prisma.labOrder.findUnique({ where: { id }, select: LAB_ORDER_COLUMNS });
    if (!order) throw orderNotFound();
    return order;
  }
}

const orderNotFound = () =>
  new NotFoundException({
    code: 'not-found',
    message: 'No such lab order; GET /api/patients/:patientId/lab-orders lists those of a patient',
  });
