import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsIn } from 'class-validator';
import { InvoiceStatus } from '../../generated/prisma/enums.js';
import { PageOf, PageQuery } from '../../http/page.dto.js';
import { WhenGiven } from '../../users/user-body.dto.js';
import { Id } from '../clinic.fields.js';
import { ListedInvoiceDto } from './invoice.dto.js';

const SORTS = ['createdAt', '-createdAt'] as const;

/** What lists of money have in common. */
export class BillingQuery extends PageQuery {
  @Id({ example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  @ApiPropertyOptional()
  @WhenGiven()
  patientId?: string;

  @ApiPropertyOptional({ enum: SORTS, default: '-createdAt', description: 'A minus sorts in descending order.' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-createdAt';
}

export class ListInvoicesQuery extends BillingQuery {
  @ApiPropertyOptional({ enum: InvoiceStatus, enumName: 'InvoiceStatus', example: 'ISSUED' })
  @WhenGiven()
  @IsEnum(InvoiceStatus, { message: `status must be one of ${Object.keys(InvoiceStatus).join(', ')}` })
  status?: InvoiceStatus;
}

export class InvoicePageDto extends PageOf(ListedInvoiceDto) {}
