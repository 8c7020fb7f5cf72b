import { ApiProperty } from '@nestjs/swagger';
import type { Prisma } from '../../generated/prisma/client.js';
import { ClaimStatus } from '../../generated/prisma/enums.js';
import { initialsOf } from '../patients/patient.dto.js';
import { STAFF_COLUMNS, StaffDto } from '../staff.dto.js';
import { Money, money } from './money.js';

export class ClaimDto {
  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f6c' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f69' })
  invoiceId!: string;

  @ApiProperty({ example: 'INV-000000017' })
  invoiceNumber!: string;

  @ApiProperty({ format: 'uuid', example: '0197a3c2-5f4e-7c11-9d2a-1b2c3d4e5f60' })
  patientId!: string;

  @ApiProperty({ example: 'Ana Souza', description: 'In lists, the initials of a restricted patient.' })
  patientName!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '2123456701',
    description: 'Null in lists, of a restricted patient.',
  })
  medicareNumber!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '80110',
    description: 'Null in lists, of a restricted patient.',
  })
  itemNumber!: string | null;

  @Money({ example: '80.00' })
  amount!: string;

  @ApiProperty({ enum: ClaimStatus, enumName: 'ClaimStatus', example: 'SUBMITTED' })
  status!: ClaimStatus;

  @ApiProperty({ type: String, nullable: true, example: 'Item not payable on this day' })
  statusReason!: string | null;

  @ApiProperty({ type: StaffDto })
  createdBy!: StaffDto;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: Date;
}

export const CLAIM_COLUMNS = {
  id: true,
  invoiceId: true,
  patientId: true,
  medicareNumber: true,
  itemNumber: true,
  amount: true,
  status: true,
  statusReason: true,
  createdAt: true,
  updatedAt: true,
  createdBy: { select: STAFF_COLUMNS },
  invoice: { select: { number: true, patient: { select: { fullName: true, restricted: true } } } },
} as const satisfies Prisma.MedicareClaimSelect;

type ClaimRow = Prisma.MedicareClaimGetPayload<{ select: typeof CLAIM_COLUMNS }>;

/** For whoever reached the patient. */
export function toClaim({ invoice, amount, ...row }: ClaimRow) {
  return { ...row, invoiceNumber: invoice.number, patientName: invoice.patient.fullName, amount: money(amount) };
}

/** For a list of many patients. */
export function toListedClaim(row: ClaimRow): ClaimDto {
  const { fullName, restricted } = row.invoice.patient;
  if (!restricted) return toClaim(row);
  const hidden = { medicareNumber: null, itemNumber: null, statusReason: null };
  return { ...toClaim(row), patientName: initialsOf(fullName), ...hidden };
}
