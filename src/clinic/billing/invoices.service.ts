import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import { Prisma } from '../../generated/prisma/client.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { illegalStep } from '../steps.js';
import type { InvoiceChangesDto, NewInvoiceDto, NewInvoiceLineDto } from './invoice-body.dto.js';
import { changedMeanwhile, invoiceNotFound, noSuchAppointment, totalTooHigh } from './invoice-faults.js';
import { INVOICE_COLUMNS, LISTED_COLUMNS, toInvoice, toListed, toOwnListed } from './invoice-row.js';
import { INVOICE_STEPS } from './invoice-steps.js';
import type { InvoiceDto, ListedInvoiceDto } from './invoice.dto.js';
import type { ListInvoicesQuery } from './list-invoices.dto.js';
import { MOST_MONEY } from './money.js';

/** Writing and reading invoices; what becomes of them is in InvoiceStatuses and Payments. */
@Injectable()
export class InvoicesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly patients: PatientAccess,
  ) {}

  async create(patientId: string, { lines, ...body }: NewInvoiceDto, by: SignedIn): Promise<InvoiceDto> {
    await this.patients.reach(patientId);
    await this.requireAppointment(body.appointmentId, patientId);
    const data = {
      ...columnsOf(body),
      patientId,
      createdById: by.id,
      total: totalOf(lines),
      lines: { create: lines.map(({ ...line }, place) => ({ ...line, position: place + 1 })) },
    };
    return toInvoice(await this.prisma.invoice.create({ data, select: INVOICE_COLUMNS }));
  }

  async list(query: ListInvoicesQuery): Promise<Page<ListedInvoiceDto>> {
    const { page, limit, patientId, status } = query;
    if (patientId !== undefined) await this.patients.reachAny(patientId);
    const where = { ...(patientId === undefined ? {} : { patientId }), ...(status === undefined ? {} : { status }) };
    const [rows, total] = await Promise.all([
      this.prisma.invoice.findMany({ where, orderBy: orderOf(query.sort), ...partOf(query), select: LISTED_COLUMNS }),
      this.prisma.invoice.count({ where }),
    ]);
    return { items: rows.map(patientId === undefined ? toListed : toOwnListed), page, limit, total };
  }

  /** The invoice, if the running request may open what its patient has; of a removed patient too. */
  async view(id: string): Promise<InvoiceDto> {
    const invoice = await this.read(id);
    await this.patients.reachAny(invoice.patientId);
    return invoice;
  }

  /** For an act that has reached the patient already: to reach him again after its write would be told as another act. */
  async read(id: string): Promise<InvoiceDto> {
    const row = await this.prisma.invoice.findUnique({ where: { id }, select: INVOICE_COLUMNS });
    if (!row) throw invoiceNotFound();
    return toInvoice(row);
  }

  async update(id: string, { lines, ...changes }: InvoiceChangesDto): Promise<InvoiceDto> {
    const { status, patientId } = await this.view(id);
    if (status !== 'DRAFT') throw illegalStep(INVOICE_STEPS, 'invoice', status, 'changed');
    await this.requireAppointment(changes.appointmentId, patientId);
    const data = { ...columnsOf(changes), ...(lines ? { total: totalOf(lines) } : {}) };
    return this.prisma.$transaction(async (tx) => {
      // The invoice first: who holds its row is the only one who writes its lines.
      const { count } = await tx.invoice.updateMany({ where: { id, status }, data });
      if (count === 0) throw changedMeanwhile();
      if (lines) await rewrite(tx, { invoiceId: id, patientId }, lines);
      return toInvoice(await tx.invoice.findUniqueOrThrow({ where: { id }, select: INVOICE_COLUMNS }));
    });
  }

  private async requireAppointment(id: string | null | undefined, patientId: string): Promise<void> {
    if (id === undefined || id === null) return;
    if ((await this.prisma.appointment.count({ where: { id, patientId } })) === 0) throw noSuchAppointment();
  }
}

function columnsOf<Body extends Omit<InvoiceChangesDto, 'lines'>>({ dueOn, ...columns }: Body) {
  if (dueOn === undefined) return columns;
  return { ...columns, dueOn: dueOn === null ? null : new Date(dueOn) };
}

function totalOf(lines: readonly NewInvoiceLineDto[]): Prisma.Decimal {
  const total = lines.reduce(
    (sum, { quantity, unitPrice }) => sum.plus(new Prisma.Decimal(unitPrice).times(quantity)),
    new Prisma.Decimal(0),
  );
  if (total.greaterThan(MOST_MONEY)) throw totalTooHigh();
  return total;
}

/** Line by line: what stays the same is not written, so the log tells what changed. */
async function rewrite(
  tx: Prisma.TransactionClient,
  of: { invoiceId: string; patientId: string },
  lines: readonly NewInvoiceLineDto[],
): Promise<void> {
  const { invoiceId } = of;
  for (const [place, { ...line }] of lines.entries()) {
    const position = place + 1;
    const where = { invoiceId_position: { invoiceId, position } };
    await tx.invoiceLine.upsert({ where, create: { ...of, ...line, position }, update: line, select: { id: true } });
  }
  await tx.invoiceLine.deleteMany({ where: { invoiceId, position: { gt: lines.length } } });
}
