import { ApiProperty, OmitType } from '@nestjs/swagger';
import { InvoiceStatus, PaymentMethod } from '../../generated/prisma/enums.js';
import { StaffDto } from '../staff.dto.js';
import { Money } from './money.js';

const nullable = { type: String, nullable: true } as const;

export class InvoiceLineDto {
  @ApiProperty({ example: 'Consultation, 50 minutes' })
  description!: string;

  @ApiProperty({ example: 1 })
  quantity!: number;

  @Money({ example: '120.50' })
  unitPrice!: string;

  @Money({ example: '120.50', description: 'Quantity times unit price.' })
  amount!: string;
}

export class PaymentDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f6a' })
  id!: string;

  @Money({ example: '100.00' })
  amount!: string;

  @ApiProperty({ enum: PaymentMethod, enumName: 'PaymentMethod', example: 'CARD' })
  method!: PaymentMethod;

  @ApiProperty({ ...nullable, example: 'Receipt 20931' })
  reference!: string | null;

  @ApiProperty({ type: StaffDto })
  receivedBy!: StaffDto;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;
}

export class RefundedDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f6b' })
  id!: string;

  @Money({ example: '20.50' })
  amount!: string;

  @ApiProperty({ example: 'The session was cut short' })
  reason!: string;

  @ApiProperty({ type: StaffDto })
  refundedBy!: StaffDto;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;
}

export class InvoiceDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f69' })
  id!: string;

  @ApiProperty({ example: 'INV-000000017' })
  number!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ example: 'Ana Souza', description: 'In lists, the initials of a restricted patient.' })
  patientName!: string;

  @ApiProperty({ ...nullable, format: 'uuid' })
  appointmentId!: string | null;

  @ApiProperty({ enum: InvoiceStatus, enumName: 'InvoiceStatus', example: 'PARTLY_PAID' })
  status!: InvoiceStatus;

  @Money({ example: '120.50', description: 'The sum of the lines.' })
  total!: string;

  @Money({ example: '100.00', description: 'The sum of the payments.' })
  paid!: string;

  @Money({ example: '20.50', description: 'The sum of the refunds.' })
  refunded!: string;

  @Money({ example: '80.00', description: 'The sum of the claims that were neither rejected nor withdrawn.' })
  claimed!: string;

  @ApiProperty({ ...nullable, format: 'date', example: '2026-12-20' })
  dueOn!: string | null;

  @ApiProperty({ ...nullable, format: 'date-time' })
  issuedAt!: Date | null;

  @ApiProperty({ ...nullable, example: 'Charged twice', description: 'Null in lists, of a restricted patient.' })
  voidReason!: string | null;

  @ApiProperty({ type: StaffDto })
  createdBy!: StaffDto;

  @ApiProperty({ type: InvoiceLineDto, isArray: true })
  lines!: InvoiceLineDto[];

  @ApiProperty({ type: PaymentDto, isArray: true })
  payments!: PaymentDto[];

  @ApiProperty({ type: RefundedDto, isArray: true })
  refunds!: RefundedDto[];

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export class ListedInvoiceDto extends OmitType(InvoiceDto, ['lines', 'payments', 'refunds']) {}
