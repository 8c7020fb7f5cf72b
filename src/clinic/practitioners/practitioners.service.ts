import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.js';
import type { SignedIn } from '../../auth/signed-in.js';
import { PrismaService } from '../../database/prisma.service.js';
import type { Prisma } from '../../generated/prisma/client.js';
import { orderOf, type Page, partOf } from '../../http/page.dto.js';
import type { ListPractitionersQuery } from './list-practitioners.dto.js';
import type { NewPractitionerDto, PractitionerChangesDto } from './practitioner-body.dto.js';
import {
  explained,
  notADoctor,
  notYourProfile,
  practitionerInactive,
  practitionerNotFound,
} from './practitioner-faults.js';
import { PRACTITIONER_COLUMNS, type PractitionerDto, toPractitioner } from './practitioner.dto.js';

const TREATS = { active: true, deletedAt: null, roles: { has: 'DOCTOR' } } as const satisfies Prisma.UserWhereInput;

@Injectable()
export class PractitionersService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly audit: AuditService,
  ) {}

  async list(query: ListPractitionersQuery): Promise<Page<PractitionerDto>> {
    const where = filterOf(query);
    const [rows, total] = await Promise.all([
      this.prisma.practitioner.findMany({
        where,
        orderBy: orderOf(query.sort),
        ...partOf(query),
        select: PRACTITIONER_COLUMNS,
      }),
      this.prisma.practitioner.count({ where }),
    ]);
    return { items: rows.map(toPractitioner), page: query.page, limit: query.limit, total };
  }

  async create({ userId, ...body }: NewPractitionerDto): Promise<PractitionerDto> {
    const user = await this.prisma.user.findFirst({ where: { id: userId, ...TREATS }, select: { id: true } });
    if (!user) throw notADoctor();
    const data = { ...body, id: userId };
    return toPractitioner(await explained(this.prisma.practitioner.create({ data, select: PRACTITIONER_COLUMNS })));
  }

  async view(id: string): Promise<PractitionerDto> {
    const row = await this.prisma.practitioner.findUnique({ where: { id }, select: PRACTITIONER_COLUMNS });
    if (!row) throw practitionerNotFound();
    return toPractitioner(row);
  }

  /** Whoever is booked or waited for must treat here now. */
  async expectTreating(id: string): Promise<void> {
    const { active, name } = await this.view(id);
    // A change resolves its names itself; a refusal has only what it is told.
    this.audit.describe({ details: { names: { [id]: name } } });
    if (!active) throw practitionerInactive();
  }

  async update(id: string, data: PractitionerChangesDto, by: SignedIn): Promise<PractitionerDto> {
    if (id !== by.id && !by.roles.includes('ADMIN')) throw notYourProfile();
    await this.view(id);
    const where = { id };
    return toPractitioner(
      await explained(this.prisma.practitioner.update({ where, data, select: PRACTITIONER_COLUMNS })),
    );
  }
}

function filterOf({ profession, specialty, site, active }: ListPractitionersQuery): Prisma.PractitionerWhereInput {
  return {
    ...(profession === undefined ? {} : { profession }),
    ...(specialty === undefined ? {} : { specialties: { has: specialty } }),
    ...(site === undefined ? {} : { site }),
    ...(active === undefined ? {} : { user: active ? TREATS : { NOT: TREATS } }),
  };
}
