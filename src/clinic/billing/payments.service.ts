import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import { wasRefused } from '../../database/refused-rule.js';
import { Prisma } from '../../generated/prisma/client.js';
import { telling } from '../asked-for.js';
import { illegalStep } from '../steps.js';
import { claimableAfter } from './claimable.js';
import type { PayDto, RefundDto } from './invoice-body.dto.js';
import { changedMeanwhile, moreThanOwed, moreThanPaid } from './invoice-faults.js';
import { INVOICE_COLUMNS, toInvoice } from './invoice-row.js';
import { INVOICE_STEPS } from './invoice-steps.js';
import type { InvoiceDto } from './invoice.dto.js';
import { InvoicesService } from './invoices.service.js';
import { LiveClaims } from './live-claims.service.js';
import { money } from './money.js';

const PAYABLE = ['ISSUED', 'PARTLY_PAID'] as const;
const REFUNDABLE = ['PARTLY_PAID', 'PAID'] as const;
const ID = { id: true } as const;

/** First the invoice's row, then the money's. */
type Writes = [Prisma.PrismaPromise<unknown>, Prisma.PrismaPromise<unknown>];

/** Money that comes in and goes back. The sums on the invoice's row decide, so no two ever take the same cent. */
@Injectable()
export class Payments {
  constructor(
    private readonly prisma: PrismaService,
    private readonly invoices: InvoicesService,
    private readonly claims: LiveClaims,
    private readonly audit: AuditService,
  ) {}

  pay(id: string, { ...payment }: PayDto, by: SignedIn): Promise<InvoiceDto> {
    const { amount } = payment;
    const possible = (invoice: InvoiceDto) => requirePayable(invoice, amount);
    const writes = ({ patientId }: InvoiceDto): Writes => [
      this.prisma.invoice.update({
        where: { id, status: { in: [...PAYABLE] } },
        data: { paid: { increment: amount } },
        select: ID,
      }),
      this.prisma.payment.create({ data: { ...payment, invoiceId: id, patientId, receivedById: by.id }, select: ID }),
    ];
    return telling(
      this.audit,
      () => ({ amount }),
      () => this.book(id, possible, writes),
    );
  }

  refund(id: string, { ...refund }: RefundDto, by: SignedIn): Promise<InvoiceDto> {
    const { amount, reason } = refund;
    const possible = async (invoice: InvoiceDto) => {
      requireRefundable(invoice, amount);
      await this.claims.requireWithin(invoice, claimableAfter(invoice, amount));
    };
    const writes = ({ patientId }: InvoiceDto): Writes => {
      // Not before the patient was reached: of a restricted one the request itself must say why.
      if (this.audit.reason === undefined) this.audit.describe({ reason });
      return [
        this.prisma.invoice.update({
          where: { id, status: { in: [...REFUNDABLE] } },
          data: { refunded: { increment: amount } },
          select: ID,
        }),
        this.prisma.refund.create({ data: { ...refund, invoiceId: id, patientId, refundedById: by.id }, select: ID }),
      ];
    };
    return telling(
      this.audit,
      () => ({ amount }),
      () => this.book(id, possible, writes),
    );
  }

  /** All or nothing; the invoice's row comes first, so those who book at the same moment take turns. */
  private async book(
    id: string,
    requirePossible: (invoice: InvoiceDto) => void | Promise<void>,
    writesOf: (invoice: InvoiceDto) => Writes,
  ): Promise<InvoiceDto> {
    const invoice = await this.invoices.view(id);
    await requirePossible(invoice);
    try {
      // What is answered is read before the COMMIT: nobody is told of a fault when the money is booked already.
      const after = this.prisma.invoice.findUniqueOrThrow({ where: { id }, select: INVOICE_COLUMNS });
      const [, , row] = await this.prisma.$transaction([...writesOf(invoice), after]);
      return toInvoice(row);
    } catch (error) {
      if (!wasRefused(error)) throw error;
      // Someone was faster: what has changed?
      await requirePossible(await this.invoices.read(id));
      throw changedMeanwhile();
    }
  }
}

function requirePayable({ status, total, paid }: InvoiceDto, amount: string): void {
  if (!isOneOf(PAYABLE, status)) throw illegalStep(INVOICE_STEPS, 'invoice', status, 'PAID');
  const left = new Prisma.Decimal(total).minus(paid);
  if (left.lessThan(amount)) throw moreThanOwed(money(left));
}

function requireRefundable({ status, paid, refunded }: InvoiceDto, amount: string): void {
  if (!isOneOf(REFUNDABLE, status)) throw illegalStep(INVOICE_STEPS, 'invoice', status, 'REFUNDED');
  const left = new Prisma.Decimal(paid).minus(refunded);
  if (left.lessThan(amount)) throw moreThanPaid(money(left));
}

const isOneOf = (statuses: readonly string[], status: string): boolean => statuses.includes(status);
