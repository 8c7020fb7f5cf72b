import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { wasRefused } from '../../database/refused-rule.js';
import { stockTooLow } from '../medicines/medicine-faults.js';
import { illegalStep } from '../steps.js';
import { changedMeanwhile, moreThanPrescribed } from './prescription-faults.js';
import { PRESCRIPTION_STEPS } from './prescription-steps.js';
import type { PrescriptionDto } from './prescription.dto.js';
import { PrescriptionsService } from './prescriptions.service.js';

/** Hands a prescribed medicine over: what leaves the stock is what the prescription says was picked up. */
@Injectable()
export class Dispensing {
  constructor(
    private readonly prisma: PrismaService,
    private readonly prescriptions: PrescriptionsService,
    private readonly audit: AuditService,
  ) {}

  async dispense(id: string, wanted: number | undefined): Promise<PrescriptionDto> {
    const prescription = await this.prescriptions.view(id);
    const units = wanted ?? prescription.quantity - prescription.dispensed;
    await this.requirePossible(prescription, units);
    this.audit.describe({ details: { quantity: units } });
    try {
      await this.handOver(prescription, units);
    } catch (error) {
      if (!wasRefused(error)) throw error;
      // Someone was faster: what has changed?
      await this.requirePossible(await this.prescriptions.read(id), units);
      throw changedMeanwhile();
    }
    return this.prescriptions.read(id);
  }

  /** Both or neither. Each statement asks and changes at once, and the prescription's row is always locked first. */
  private async handOver({ id, quantity, medicine }: PrescriptionDto, units: number): Promise<void> {
    await this.prisma.$transaction([
      this.prisma.prescription.update({
        where: { id, quantity, status: 'ACTIVE', deletedAt: null, dispensed: { lte: quantity - units } },
        data: { dispensed: { increment: units } },
        select: { id: true },
      }),
      this.prisma.medicine.update({
        where: { id: medicine.id, stock: { gte: units } },
        data: { stock: { decrement: units } },
        select: { id: true },
      }),
    ]);
  }

  private async requirePossible(prescription: PrescriptionDto, units: number): Promise<void> {
    const { status, quantity, dispensed, medicine } = prescription;
    if (status !== 'ACTIVE') throw illegalStep(PRESCRIPTION_STEPS, 'prescription', status, 'DISPENSED');
    if (units > quantity - dispensed) throw moreThanPrescribed(quantity - dispensed);
    const { stock } = await this.prisma.medicine.findUniqueOrThrow({ where: { id: medicine.id } });
    if (stock < units) throw stockTooLow(stock, units);
  }
}
