import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/prisma.service.js';
import { Role } from '../generated/prisma/enums.js';
import { endSessions } from './end-sessions.js';
import { explained, userNotFound } from './user-faults.js';
import { USER_COLUMNS, type UserDto } from './user.dto.js';

@Injectable()
export class UserRolesService {
  constructor(private readonly prisma: PrismaService) {}

  give(id: string, role: Role): Promise<UserDto> {
    return this.change(id, (roles) => new Set([...roles, role]));
  }

  take(id: string, role: Role): Promise<UserDto> {
    return this.change(id, (roles) => new Set(roles.filter((held) => held !== role)));
  }

  /** A user whose roles change signs in again; what changes nothing leaves his sessions alone. */
  private change(id: string, next: (roles: Role[]) => Set<Role>): Promise<UserDto> {
    return explained(
      this.prisma.$transaction(async (tx) => {
        // Two administrators may give two roles at once: the second one must add to what the first one left.
        await tx.$queryRaw`SELECT FROM "User" WHERE id = ${id}::uuid FOR UPDATE`;
        const user = await tx.user.findFirst({ where: { id, deletedAt: null }, select: USER_COLUMNS });
        if (!user) throw userNotFound();
        const roles = Object.values(Role).filter((role) => next(user.roles).has(role));
        if (roles.join() === user.roles.join()) return user;
        const changed = await tx.user.update({ where: { id }, data: { roles }, select: USER_COLUMNS });
        await endSessions(tx, { userId: id }, 'role-changed');
        return changed;
      }),
    );
  }
}
