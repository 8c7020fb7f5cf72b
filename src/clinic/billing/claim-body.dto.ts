import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, Matches } from 'class-validator';
import { ClaimStatus } from '../../generated/prisma/enums.js';
import { PageOf } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Id } from '../clinic.fields.js';
import { ClaimDto } from './claim.dto.js';
import { BillingQuery } from './list-invoices.dto.js';
import { MedicareNumber } from './medicare-number.js';
import { Amount } from './money.js';
import { ReasonFor } from './status-reason.js';

const ofStatuses = { message: `status must be one of ${Object.keys(ClaimStatus).join(', ')}` };

export class NewClaimDto {
  @MedicareNumber()
  medicareNumber!: string;

  @ApiProperty({ type: String, example: '80110', description: 'Of the Medicare Benefits Schedule.' })
  @Matches(/^[1-9]\d{0,4}$/, { message: 'itemNumber must be a number of the Medicare Benefits Schedule, as 80110' })
  itemNumber!: string;

  @Amount({
    example: '80.00',
    description: 'At most what was invoiced and not refunded, together with its other live claims.',
  })
  amount!: string;
}

export class ChangeClaimStatusDto {
  @ApiProperty({ enum: ClaimStatus, enumName: 'ClaimStatus', example: 'WITHDRAWN' })
  @IsEnum(ClaimStatus, ofStatuses)
  status!: ClaimStatus;

  @ReasonFor(['REJECTED', 'WITHDRAWN'], 'Claimed under the wrong item')
  reason?: string;
}

export class ListClaimsQuery extends BillingQuery {
  @Id({ example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f69' })
  @ApiPropertyOptional()
  @WhenGiven()
  invoiceId?: string;

  @ApiPropertyOptional({ enum: ClaimStatus, enumName: 'ClaimStatus', example: 'SUBMITTED' })
  @WhenGiven()
  @IsEnum(ClaimStatus, ofStatuses)
  status?: ClaimStatus;
}

export class ClaimPageDto extends PageOf(ClaimDto) {}
