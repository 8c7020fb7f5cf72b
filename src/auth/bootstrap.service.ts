import { randomBytes } from 'node:crypto';
import { ForbiddenException, Injectable } from '@nestjs/common';
import { AuditService, system } from '../audit/index.js';
import { PrismaService } from '../database/prisma.service.js';
import type { Prisma } from '../generated/prisma/client.js';
import { refusal } from '../http/refusal.js';
import { Passwords } from '../users/passwords.service.js';
import { explained } from '../users/user-faults.js';
import { USER_COLUMNS, type UserDto } from '../users/user.dto.js';
import type { BootstrapDto, RegisterDto } from './account.dto.js';
import { identify, type IdentifiableRequest } from './identify.js';
import { hashOfToken } from './refresh-token.js';

// The lock of keep_an_admin(), in the migration of the User table.
const ADMIN_LOCK = 7_203_114_552;
const START = { actor: system('start'), action: 'CREATION' } as const;
const TOKEN_LIVES_MS = 24 * 3_600_000;

type Admin = Pick<RegisterDto, 'email' | 'name' | 'password'>;

class BootstrapRefused extends ForbiddenException {
  constructor() {
    super(
      { code: 'bootstrap-refused', message: 'The token is not valid, or there is an administrator already' },
      { cause: refusal({ reason: 'bootstrap-refused' }) },
    );
  }
}

/** The first administrator: from the settings, or from whoever holds the token that the server printed. */
@Injectable()
export class Bootstrap {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: Passwords,
    private readonly audit: AuditService,
  ) {}

  /** A new token, good for a day; undefined when there is an administrator. Several servers may each issue one. */
  async issue(): Promise<string | undefined> {
    if (await hasAdmin(this.prisma)) return undefined;
    const token = randomBytes(32).toString('base64url');
    await this.audit.run({ ...START, event: 'bootstrap-token.issued', entityType: 'BootstrapToken' }, async () => {
      await this.prisma.bootstrapToken.deleteMany({ where: { createdAt: { lt: oldest() } } });
      await this.prisma.bootstrapToken.create({ data: { tokenHash: hashOfToken(token) } });
    });
    return token;
  }

  async redeem({ token, ...admin }: BootstrapDto, request: IdentifiableRequest): Promise<UserDto> {
    const known = { tokenHash: hashOfToken(token), createdAt: { gte: oldest() } };
    if (!(await this.prisma.bootstrapToken.findFirst({ where: known }))) throw new BootstrapRefused();
    return this.createFirst(admin, (id) => identify(request, { ...admin, id, roles: ['ADMIN'] }));
  }

  /** Creates the administrator of the settings unless there is one; says whether it did. */
  async ensureFirstAdmin(email: string, password: string): Promise<boolean> {
    if (await hasAdmin(this.prisma)) return false;
    const admin = { email: email.toLowerCase(), name: 'Administrator', password };
    const job = { ...START, event: 'user.first-admin-created', entityType: 'User' };
    try {
      await this.audit.run(job, () => this.createFirst(admin));
      return true;
    } catch (error) {
      // Another server was faster.
      if (error instanceof BootstrapRefused) return false;
      throw error;
    }
  }

  private async createFirst(admin: Admin, beforeWrite?: (id: string) => void): Promise<UserDto> {
    const { email, name } = admin;
    const passwordHash = await this.passwords.hashNew(admin.password, admin);
    const [{ id }] = await this.prisma.$queryRaw<[{ id: string }]>`SELECT uuid7() AS id`;
    beforeWrite?.(id);
    return explained(
      this.prisma.$transaction(async (tx) => {
        // The lock first: two requests that both find nobody would make two first administrators.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADMIN_LOCK})`;
        if (await hasAdmin(tx)) throw new BootstrapRefused();
        await tx.bootstrapToken.deleteMany();
        return tx.user.create({
          data: { id, email, name, passwordHash, roles: ['ADMIN'], emailVerifiedAt: new Date() },
          select: USER_COLUMNS,
        });
      }),
    );
  }
}

async function hasAdmin(db: Pick<Prisma.TransactionClient, 'user'>): Promise<boolean> {
  const admin = await db.user.findFirst({ where: { roles: { has: 'ADMIN' }, deletedAt: null }, select: { id: true } });
  return admin !== null;
}

function oldest(): Date {
  return new Date(Date.now() - TOKEN_LIVES_MS);
}
