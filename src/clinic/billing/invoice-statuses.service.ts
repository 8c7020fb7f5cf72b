import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { wasRefused } from '../../database/refused-rule.js';
import { Prisma } from '../../generated/prisma/client.js';
import { illegalStep } from '../steps.js';
import type { ChangeInvoiceStatusDto } from './invoice-body.dto.js';
import { changedMeanwhile } from './invoice-faults.js';
import { INVOICE_COLUMNS, toInvoice } from './invoice-row.js';
import { INVOICE_STEPS } from './invoice-steps.js';
import type { InvoiceDto } from './invoice.dto.js';
import { InvoicesService } from './invoices.service.js';
import { LiveClaims } from './live-claims.service.js';

const NOTHING = new Prisma.Decimal(0);

/** The steps that people take: an invoice is issued, or it is void. */
@Injectable()
export class InvoiceStatuses {
  constructor(
    private readonly prisma: PrismaService,
    private readonly invoices: InvoicesService,
    private readonly claims: LiveClaims,
    private readonly audit: AuditService,
  ) {}

  async change(id: string, { status: to, reason }: ChangeInvoiceStatusDto): Promise<InvoiceDto> {
    const before = await this.invoices.view(id);
    await this.requirePossible(before, to);
    if (reason !== undefined && this.audit.reason === undefined) this.audit.describe({ reason });
    const data = to === 'ISSUED' ? { status: to, issuedAt: new Date() } : { status: to, voidReason: reason! };
    try {
      // As it was read: of two steps at the same moment one finds the invoice where the other left it.
      const where = { id, status: before.status };
      return toInvoice(await this.prisma.invoice.update({ where, data, select: INVOICE_COLUMNS }));
    } catch (error) {
      if (!wasRefused(error)) throw error;
    }
    await this.requirePossible(await this.invoices.read(id), to);
    throw changedMeanwhile();
  }

  private async requirePossible(invoice: InvoiceDto, to: ChangeInvoiceStatusDto['status']): Promise<void> {
    const { status } = invoice;
    if (!INVOICE_STEPS[status].includes(to)) throw illegalStep(INVOICE_STEPS, 'invoice', status, to);
    if (to === 'VOID') await this.claims.requireWithin(invoice, NOTHING);
  }
}
