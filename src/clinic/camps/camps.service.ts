import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import { refusedRule } from '../../database/refused-rule.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import type { CampChangesDto, NewCampDto } from './camp-body.dto.js';
import { campIsOver, campNotFound, capacityTooLow, onlyAttendedNow } from './camp-faults.js';
import { CAMP_COLUMNS, type CampDto, toCamp } from './camp.dto.js';
import type { ListCampsQuery } from './list-camps.dto.js';

@Injectable()
export class CampsService {
  constructor(private readonly prisma: PrismaService) {}

  async list(query: ListCampsQuery): Promise<Page<CampDto>> {
    const where = filterOf(query);
    const orderBy = orderOf(query.sort);
    const [rows, total] = await Promise.all([
      this.prisma.camp.findMany({ where, orderBy, ...partOf(query), select: CAMP_COLUMNS }),
      this.prisma.camp.count({ where }),
    ]);
    return { items: rows.map(toCamp), page: query.page, limit: query.limit, total };
  }

  async create({ date, ...body }: NewCampDto): Promise<CampDto> {
    return toCamp(await this.prisma.camp.create({ data: { ...body, date: new Date(date) }, select: CAMP_COLUMNS }));
  }

  async view(id: string): Promise<CampDto> {
    const row = await this.prisma.camp.findUnique({ where: { id }, select: CAMP_COLUMNS });
    if (!row) throw campNotFound();
    return toCamp(row);
  }

  /** Whoever goes to a camp goes to one that is to come. */
  async viewPlanned(id: string): Promise<CampDto> {
    const camp = await this.view(id);
    if (camp.status !== 'PLANNED') throw campIsOver(camp.status);
    return camp;
  }

  async update(id: string, changes: CampChangesDto): Promise<CampDto> {
    const { status } = await this.view(id);
    expectChangeable(status, changes);
    const { date, ...rest } = changes;
    const data = { ...rest, ...(date === undefined ? {} : { date: new Date(date) }) };
    const [row] = await this.changeAsRead({ id, status }, data);
    // Someone ended the camp at the same moment: what may still change? The table has no way back, so this ends.
    return row ? toCamp(row) : this.update(id, changes);
  }

  private async changeAsRead(
    where: { id: string; status: CampDto['status'] },
    data: Prisma.CampUpdateManyMutationInput,
  ) {
    try {
      return await this.prisma.camp.updateManyAndReturn({ where, data, select: CAMP_COLUMNS });
    } catch (error) {
      if (refusedRule(error)?.constraint !== 'Camp_holds_its_registrations') throw error;
      throw capacityTooLow((await this.view(where.id)).registered, error);
    }
  }
}

function expectChangeable(status: CampDto['status'], changes: CampChangesDto): void {
  if (status === 'CANCELLED') throw campIsOver(status);
  const others = Object.entries(changes).some(([field, value]) => field !== 'attendedPatients' && value !== undefined);
  if (status === 'FINISHED' && others) throw onlyAttendedNow();
}

function filterOf({ status, location, from, to }: ListCampsQuery): Prisma.CampWhereInput {
  return {
    ...(status === undefined ? {} : { status }),
    ...(location === undefined ? {} : { location }),
    date: {
      ...(from === undefined ? {} : { gte: new Date(from) }),
      ...(to === undefined ? {} : { lte: new Date(to) }),
    },
  };
}
