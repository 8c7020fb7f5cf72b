import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import { PrismaService } from '../../database/prisma.service.js';
import { refusedRule } from '../../database/refused-rule.js';
import type { Medicine } from '../../generated/prisma/client.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import { type AdjustStockDto, type MedicineChangesDto, MOST_STOCK, type NewMedicineDto } from './medicine-body.dto.js';
import { medicineExists, medicineNotFound, stockTooHigh, stockTooLow } from './medicine-faults.js';
import type { ListMedicinesQuery, MedicineDto } from './medicine.dto.js';

@Injectable()
export class MedicinesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly audit: AuditService,
  ) {}

  async list(query: ListMedicinesQuery): Promise<Page<MedicineDto>> {
    const { page, limit, search, formulation, sort } = query;
    const where = {
      ...(search === undefined ? {} : { name: { contains: escaped(search.trim()), mode: 'insensitive' as const } }),
      ...(formulation === undefined ? {} : { formulation }),
    };
    const orderBy = orderOf(sort);
    const [items, total] = await Promise.all([
      this.prisma.medicine.findMany({ where, orderBy, ...partOf(query) }),
      this.prisma.medicine.count({ where }),
    ]);
    return { items, page, limit, total };
  }

  create({ ...data }: NewMedicineDto): Promise<MedicineDto> {
    return this.once(data, this.prisma.medicine.create({ data }));
  }

  async view(id: string): Promise<MedicineDto> {
    const medicine = await this.prisma.medicine.findUnique({ where: { id } });
    if (!medicine) throw medicineNotFound();
    return medicine;
  }

  async update(id: string, { ...data }: MedicineChangesDto): Promise<MedicineDto> {
    const medicine = await this.view(id);
    const { name = medicine.name, strength = medicine.strength } = data;
    const meant = { name, strength, formulation: medicine.formulation };
    return this.once(meant, this.prisma.medicine.update({ where: { id }, data }));
  }

  async adjust(id: string, { change, reason }: AdjustStockDto): Promise<MedicineDto> {
    this.audit.describe({ reason });
    // One statement asks and changes: two adjustments at the same moment never take the same unit.
    const [medicine] = await this.prisma.medicine.updateManyAndReturn({
      where: { id, stock: { gte: -change, lte: MOST_STOCK - change } },
      data: { stock: { increment: change } },
    });
    if (medicine) return medicine;
    const { stock } = await this.view(id);
    throw change < 0 ? stockTooLow(stock, -change) : stockTooHigh(MOST_STOCK);
  }

  /** Says which medicine stands in the way when the database knows this one already. */
  private async once(
    { name, strength, formulation }: Pick<Medicine, 'name' | 'strength' | 'formulation'>,
    work: PromiseLike<MedicineDto>,
  ): Promise<MedicineDto> {
    try {
      return await work;
    } catch (error) {
      if (refusedRule(error)?.constraint !== 'Medicine_name_key') throw error;
      const [same] = await this.prisma.$queryRaw<Medicine[]>`
        SELECT * FROM "Medicine" WHERE clinic_medicine(name) = clinic_medicine(${name})
          AND clinic_medicine(strength) = clinic_medicine(${strength}) AND formulation = ${formulation}::"Formulation"`;
      throw same ? medicineExists(same, error) : error;
    }
  }
}

// Prisma hands % and _ on as wildcards.
function escaped(text: string): string {
  return text.replace(/[\\%_]/g, String.raw`\$&`);
}
