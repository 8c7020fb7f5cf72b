import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { ArrayMinSize, IsEnum, IsIn, IsInt, Max, Min } from 'class-validator';
import { PaymentMethod } from '../../generated/prisma/enums.js';
import { Clearable, Id, Items, Line, Text } from '../clinic.fields.js';
import { Day } from '../day.js';
import { Amount } from './money.js';
import { ReasonFor } from './status-reason.js';

const MOST_LINES = 50;
const MOST_UNITS = 1000;
const QUANTITY = { message: `quantity must be a whole number from 1 to ${MOST_UNITS}` };
const SET_BY_HAND = ['ISSUED', 'VOID'] as const;

export class NewInvoiceLineDto {
  @Line({ example: 'Consultation, 50 minutes', max: 200 })
  description!: string;

  @ApiProperty({ type: Number, example: 1, minimum: 1, maximum: MOST_UNITS })
  @IsInt(QUANTITY)
  @Min(1, QUANTITY)
  @Max(MOST_UNITS, QUANTITY)
  quantity!: number;

  @Amount({ example: '120.50', description: 'Of one unit.' })
  unitPrice!: string;
}

export class NewInvoiceDto {
  @ApiProperty({ type: NewInvoiceLineDto, isArray: true, minItems: 1, maxItems: MOST_LINES })
  @ArrayMinSize(1, { message: 'lines must have at least one line' })
  @Items(() => NewInvoiceLineDto, MOST_LINES)
  lines!: NewInvoiceLineDto[];

  @ApiPropertyOptional({ example: null, description: 'An appointment of the same patient.' })
  @Id({ example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f62' })
  @Clearable()
  appointmentId?: string | null;

  @Day({ example: '2026-12-20', description: 'The last day to pay.' })
  @Clearable()
  dueOn?: string | null;
}

export class InvoiceChangesDto extends PartialType(NewInvoiceDto, { skipNullProperties: false }) {}

export class ChangeInvoiceStatusDto {
  @ApiProperty({
    enum: SET_BY_HAND,
    example: 'VOID',
    description: 'The other statuses follow from payments and refunds.',
  })
  @IsIn(SET_BY_HAND, { message: `status must be one of ${SET_BY_HAND.join(', ')}` })
  status!: (typeof SET_BY_HAND)[number];

  @ReasonFor(['VOID'], 'Charged twice')
  reason?: string;
}

export class PayDto {
  @Amount({ example: '120.50', description: 'At most what is still owed.' })
  amount!: string;

  @ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod', example: 'CARD' })
  @IsEnum(PaymentMethod, { message: `method must be one of ${Object.keys(PaymentMethod).join(', ')}` })
  method!: PaymentMethod;

  @Line({ example: 'Receipt 20931', max: 100 })
  @Clearable()
  reference?: string | null;
}

export class RefundDto {
  @Amount({ example: '20.50', description: 'At most what was paid and not yet refunded, and never what is claimed.' })
  amount!: string;

  @Text({ example: 'The session was cut short', max: 500 })
  reason!: string;
}
