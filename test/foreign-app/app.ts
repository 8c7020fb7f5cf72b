import {
  Body,
  Controller,
  Delete,
  Get,
  Module,
  NotFoundException,
  Param,
  ParseIntPipe,
  Patch,
  Post,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { PrismaPg } from '@prisma/adapter-pg';
import { Audited, AuditedPool, AuditModule, defineAuditPolicy, modelsOf, unaudited } from '../../src/audit/index.js';
import { type Prisma, PrismaClient } from './generated/client.js';

export const visitorsAuditPolicy = defineAuditPolicy<Prisma.ModelName>({
  Visit: { label: 'visitorName', redact: ['passport'], bookkeeping: ['touchedAt'] },
  AuditRollup: unaudited('counts of the log'),
  AuditLog: unaudited('the log itself'),
});

@Controller('visits')
class VisitsController {
  constructor(private readonly prisma: PrismaClient) {}

  @Get()
  @Audited({ event: 'visit.listed', entity: 'Visit' })
  list() {
    return this.prisma.visit.findMany({ orderBy: { id: 'asc' } });
  }

  @Get(':id')
  @Audited({ event: 'visit.viewed', entity: 'Visit' })
  async view(@Param('id', ParseIntPipe) id: number) {
    const visit = await this.prisma.visit.findUnique({ where: { id } });
    if (!visit) throw new NotFoundException(`There is no visit ${id}`);
    return visit;
  }

  @Post()
  @Audited({ event: 'visit.announced', entity: 'Visit' })
  announce(@Body() data: Prisma.VisitCreateInput) {
    return this.prisma.visit.create({ data });
  }

  @Patch(':id')
  @Audited({ event: 'visit.changed', entity: 'Visit' })
  change(@Param('id', ParseIntPipe) id: number, @Body() data: Prisma.VisitUpdateInput) {
    return this.prisma.visit.update({ where: { id }, data: { ...data, touchedAt: new Date() } });
  }

  @Delete(':id')
  @Audited({ event: 'visit.cancelled', entity: 'Visit' })
  cancel(@Param('id', ParseIntPipe) id: number) {
    return this.prisma.visit.delete({ where: { id } });
  }
}

/** Another application, another schema, another web framework: all it has of Custodia is the audit module. */
export function createForeignApp(connectionString: string): Promise<NestExpressApplication> {
  const pool = new AuditedPool({ connectionString });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const audit = { policy: visitorsAuditPolicy, models: modelsOf(prisma), connection: { connectionString } };

  @Module({
    imports: [AuditModule.forRoot({ ...audit, readableBy: () => undefined })],
    controllers: [VisitsController],
    providers: [{ provide: PrismaClient, useValue: prisma }],
  })
  class VisitorsModule {
    async onApplicationShutdown() {
      await prisma.$disconnect();
      await pool.end();
    }
  }
  return NestFactory.create<NestExpressApplication>(VisitorsModule, { logger: false });
}
