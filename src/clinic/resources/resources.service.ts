import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import type { ListResourcesQuery } from './list-resources.dto.js';
import type { NewResourceDto, ResourceChangesDto } from './resource-body.dto.js';
import { explained, resourceNotFound } from './resource-faults.js';
import { RESOURCE_COLUMNS, type ResourceDto } from './resource.dto.js';

@Injectable()
export class ResourcesService {
  constructor(private readonly prisma: PrismaService) {}

  async list(query: ListResourcesQuery): Promise<Page<ResourceDto>> {
    const where = filterOf(query);
    const orderBy = orderOf(query.sort);
    const [items, total] = await Promise.all([
      this.prisma.resource.findMany({ where, orderBy, ...partOf(query), select: RESOURCE_COLUMNS }),
      this.prisma.resource.count({ where }),
    ]);
    return { items, page: query.page, limit: query.limit, total };
  }

  create(data: NewResourceDto): Promise<ResourceDto> {
    return explained(this.prisma.resource.create({ data, select: RESOURCE_COLUMNS }));
  }

  async view(id: string): Promise<ResourceDto> {
    const resource = await this.prisma.resource.findFirst({
      where: { id, deletedAt: null },
      select: RESOURCE_COLUMNS,
    });
    if (!resource) throw resourceNotFound();
    return resource;
  }

  update(id: string, data: ResourceChangesDto): Promise<ResourceDto> {
    return explained(this.prisma.resource.update({ where: { id, deletedAt: null }, data, select: RESOURCE_COLUMNS }));
  }

  async remove(id: string): Promise<void> {
    const where = { id, deletedAt: null };
    await explained(this.prisma.resource.update({ where, data: { deletedAt: new Date() }, select: { id: true } }));
  }
}

function filterOf({ kind, site, inService }: ListResourcesQuery): Prisma.ResourceWhereInput {
  return {
    deletedAt: null,
    ...(kind === undefined ? {} : { kind }),
    ...(site === undefined ? {} : { site }),
    ...(inService === undefined ? {} : { inService }),
  };
}
