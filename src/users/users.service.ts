import { BadRequestException, ConflictException, Injectable } from '@nestjs/common';
import { PrismaService } from '../database/prisma.service.js';
import type { Prisma } from '../generated/prisma/client.js';
import { orderOf, type Page, partOf } from '../http/page.dto.js';
import { AccountLinks } from './account-links.service.js';
import { endSessions } from './end-sessions.js';
import type { ListUsersQuery } from './list-users.dto.js';
import { NO_PASSWORD, Passwords } from './passwords.service.js';
import type { ChangeUserDto, NewUserDto } from './user-body.dto.js';
import { explained, userNotFound } from './user-faults.js';
import { USER_COLUMNS, type UserDto } from './user.dto.js';

@Injectable()
export class UsersService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: Passwords,
    private readonly links: AccountLinks,
  ) {}

  async list(query: ListUsersQuery): Promise<Page<UserDto>> {
    const where = filterOf(query);
    const [items, total] = await Promise.all([
      this.prisma.user.findMany({ where, orderBy: orderOf(query.sort), ...partOf(query), select: USER_COLUMNS }),
      this.prisma.user.count({ where }),
    ]);
    return { items, page: query.page, limit: query.limit, total };
  }

  async view(id: string): Promise<UserDto> {
    const user = await this.prisma.user.findFirst({ where: { id, deletedAt: null }, select: USER_COLUMNS });
    if (!user) throw userNotFound();
    return user;
  }

  /** An administrator who sets a password vouches for the address; otherwise the link in the mail proves it. */
  async create({ email, name, roles = [], password }: NewUserDto): Promise<UserDto> {
    if (password === undefined && !this.links.available) {
      throw new BadRequestException({
        code: 'password-required',
        message: 'No mail can be sent from here (SMTP_URL is not set): give the user a password',
      });
    }
    const passwordHash = password === undefined ? NO_PASSWORD : await this.passwords.hashNew(password, { email, name });
    const emailVerifiedAt = password === undefined ? null : new Date();
    const user = await explained(
      this.prisma.user.create({
        data: { email, name, roles, passwordHash, emailVerifiedAt },
        select: USER_COLUMNS,
      }),
    );
    if (password === undefined) this.links.send('set-password', { ...user, passwordHash });
    return user;
  }

  async change(id: string, { password, ...details }: ChangeUserDto, by: string): Promise<UserDto> {
    if (password === undefined) return this.update(id, details);
    if (id === by) throw ownAccount('Change your own password by POST /api/auth/password');
    const { email, name } = await this.view(id);
    const passwordHash = await this.passwords.hashNew(password, { email, name, ...details });
    return this.updateAndEndSessions(id, { ...details, passwordHash }, 'password-changed');
  }

  async activate(id: string): Promise<UserDto> {
    return this.update(id, { active: true });
  }

  async deactivate(id: string, by: string): Promise<UserDto> {
    if (id === by) throw ownAccount('Nobody deactivates himself; another administrator can');
    return this.updateAndEndSessions(id, { active: false }, 'deactivated');
  }

  async remove(id: string, by: string): Promise<void> {
    if (id === by) throw ownAccount('Nobody deletes himself; another administrator can');
    await this.updateAndEndSessions(id, { deletedAt: new Date() }, 'deleted');
  }

  private update(id: string, data: Prisma.UserUpdateInput): Promise<UserDto> {
    return explained(this.prisma.user.update({ where: { id, deletedAt: null }, data, select: USER_COLUMNS }));
  }

  private updateAndEndSessions(
    id: string,
    data: Prisma.UserUpdateInput,
    reason: 'password-changed' | 'deactivated' | 'deleted',
  ): Promise<UserDto> {
    return explained(
      this.prisma.$transaction(async (tx) => {
        const user = await tx.user.update({ where: { id, deletedAt: null }, data, select: USER_COLUMNS });
        await endSessions(tx, { userId: id }, reason);
        return user;
      }),
    );
  }
}

function filterOf({ search, role, active }: ListUsersQuery): Prisma.UserWhereInput {
  return {
    deletedAt: null,
    ...(search === undefined ? {} : { OR: [{ name: containing(search) }, { email: containing(search) }] }),
    ...(role === undefined ? {} : { roles: { has: role } }),
    ...(active === undefined ? {} : { active }),
  };
}

// Prisma hands % and _ on as wildcards.
function containing(text: string) {
  return { contains: text.replace(/[\\%_]/g, String.raw`\$&`), mode: 'insensitive' } as const;
}

function ownAccount(message: string): ConflictException {
  return new ConflictException({ code: 'own-account', message });
}
