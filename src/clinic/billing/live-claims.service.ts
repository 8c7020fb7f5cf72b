import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { ClaimStatus } from '../../generated/prisma/enums.js';
import { isLive } from './claim-steps.js';
import { stillClaimed } from './invoice-faults.js';
import type { InvoiceDto } from './invoice.dto.js';
import { money } from './money.js';

const LIVE = Object.values(ClaimStatus).filter(isLive);
const MOST_NAMED = 5;

/** The claims that hold an invoice as it is. */
@Injectable()
export class LiveClaims {
  constructor(private readonly prisma: PrismaService) {}

  /** Refuses what would leave less to claim than is claimed, and names the claims. */
  async requireWithin({ id, claimed }: InvoiceDto, claimable: Prisma.Decimal): Promise<void> {
    if (claimable.greaterThanOrEqualTo(claimed)) return;
    const claims = await this.prisma.medicareClaim.findMany({
      where: { invoiceId: id, status: { in: LIVE } },
      orderBy: { id: 'asc' },
      take: MOST_NAMED,
      select: { id: true, status: true, amount: true },
    });
    throw stillClaimed(
      claimed,
      claims.map(({ amount, ...claim }) => ({ ...claim, amount: money(amount) })),
    );
  }
}
