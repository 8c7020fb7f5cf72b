import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import { wasRefused } from '../../database/refused-rule.js';
import { Prisma } from '../../generated/prisma/client.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { PatientAccess } from '../patients/patient-access.service.js';
import { telling } from '../asked-for.js';
import { illegalStep } from '../steps.js';
import type { ChangeClaimStatusDto, ListClaimsQuery, NewClaimDto } from './claim-body.dto.js';
import { claimChangedMeanwhile, claimNotFound, moreThanInvoiced, notClaimable } from './claim-faults.js';
import { claimableOf } from './claimable.js';
import { CLAIM_STEPS, isLive } from './claim-steps.js';
import { CLAIM_COLUMNS, type ClaimDto, toClaim, toListedClaim } from './claim.dto.js';
import type { InvoiceDto } from './invoice.dto.js';
import { InvoicesService } from './invoices.service.js';
import { money } from './money.js';

const CLAIMABLE: readonly string[] = ['ISSUED', 'PARTLY_PAID', 'PAID'];

/** What Medicare is asked for. The sum of the live claims is on the invoice's row, which is always written first. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly invoices: InvoicesService,
    private readonly patients: PatientAccess,
    private readonly audit: AuditService,
  ) {}

  create(invoiceId: string, claim: NewClaimDto, by: SignedIn): Promise<ClaimDto> {
    return telling(
      this.audit,
      () => ({ amount: claim.amount }),
      () => this.prepare(invoiceId, claim, by),
    );
  }

  private async prepare(invoiceId: string, { ...claim }: NewClaimDto, by: SignedIn): Promise<ClaimDto> {
    const invoice = await this.invoices.view(invoiceId);
    requireClaimable(invoice, claim.amount);
    const data = { ...claim, invoiceId, patientId: invoice.patientId, createdById: by.id };
    const [, row] = await this.decided(
      this.prisma.$transaction([
        this.claimed(invoiceId, claim.amount),
        this.prisma.medicareClaim.create({ data, select: CLAIM_COLUMNS }),
      ]),
      async () => requireClaimable(await this.invoices.read(invoiceId), claim.amount),
    );
    return toClaim(row);
  }

  async list(query: ListClaimsQuery): Promise<Page<ClaimDto>> {
    const { page, limit, patientId, invoiceId, status } = query;
    if (patientId !== undefined) await this.patients.reachAny(patientId);
    const where = {
      ...(patientId === undefined ? {} : { patientId }),
      ...(invoiceId === undefined ? {} : { invoiceId }),
      ...(status === undefined ? {} : { status }),
    };
    const [rows, total] = await Promise.all([
      this.prisma.medicareClaim.findMany({
        where,
        orderBy: orderOf(query.sort),
        ...partOf(query),
        select: CLAIM_COLUMNS,
      }),
      this.prisma.medicareClaim.count({ where }),
    ]);
    return { items: rows.map(patientId === undefined ? toListedClaim : toClaim), page, limit, total };
  }

  async view(id: string): Promise<ClaimDto> {
    const claim = await this.read(id);
    await this.patients.reachAny(claim.patientId);
    return claim;
  }

  async changeStatus(id: string, { status: to, reason }: ChangeClaimStatusDto): Promise<ClaimDto> {
    const { status: from, invoiceId, amount } = await this.view(id);
    requireStep(from, to);
    if (isLive(to) && !isLive(from)) requireClaimable(await this.invoices.read(invoiceId), amount);
    if (reason !== undefined && this.audit.reason === undefined) this.audit.describe({ reason });
    const sign = Number(isLive(to)) - Number(isLive(from));
    const change = this.prisma.medicareClaim.update({
      where: { id, status: from },
      data: { status: to, statusReason: reason ?? null },
      select: CLAIM_COLUMNS,
    });
    const work =
      sign === 0
        ? change
        : this.prisma
            .$transaction([this.claimed(invoiceId, new Prisma.Decimal(amount).times(sign)), change])
            .then(([, row]) => row);
    return toClaim(await this.decided(work, async () => requireStep((await this.read(id)).status, to)));
  }

  /** The invoice's share of a claim's change. */
  private claimed(id: string, amount: Prisma.Decimal | string) {
    return this.prisma.invoice.update({
      where: { id },
      data: { claimed: { increment: amount } },
      select: { id: true },
    });
  }

  private async decided<Result>(work: PromiseLike<Result>, explain: () => Promise<void>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (!wasRefused(error)) throw error;
      // Someone was faster: what has changed?
      await explain();
      throw claimChangedMeanwhile();
    }
  }

  private async read(id: string): Promise<ClaimDto> {
    const row = await this.prisma.medicareClaim.findUnique({ where: { id }, select: CLAIM_COLUMNS });
    if (!row) throw claimNotFound();
    return toClaim(row);
  }
}

function requireStep(from: ClaimDto['status'], to: ClaimDto['status']): void {
  if (!CLAIM_STEPS[from].includes(to)) throw illegalStep(CLAIM_STEPS, 'claim', from, to);
}

function requireClaimable(invoice: InvoiceDto, amount: string): void {
  if (!CLAIMABLE.includes(invoice.status)) throw notClaimable(invoice.status);
  const left = Prisma.Decimal.max(0, claimableOf(invoice).minus(invoice.claimed));
  if (left.lessThan(amount)) throw moreThanInvoiced(money(left));
}
