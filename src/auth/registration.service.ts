import { ForbiddenException, Injectable } from '@nestjs/common';
import { Env } from '../config/env.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma, type User } from '../generated/prisma/client.js';
import { refusal } from '../http/refusal.js';
import { AccountLinks } from '../users/account-links.service.js';
import { NO_PASSWORD, Passwords } from '../users/passwords.service.js';
import type { LinkDto, NoticeDto, RegisterDto } from './account.dto.js';
import { identify, type IdentifiableRequest } from './identify.js';
import { PasswordThrottle } from './password-throttle.service.js';

type Account = Pick<User, 'email' | 'name' | 'passwordHash'>;

const ON_ITS_WAY = 'If the address can be used, a mail with a link is on its way';

/** A new account has no role and cannot sign in until its address is confirmed. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly env: Env,
    private readonly prisma: PrismaService,
    private readonly passwords: Passwords,
    private readonly throttle: PasswordThrottle,
    private readonly links: AccountLinks,
  ) {}

  /** The answer, the work and the mail are the same whether or not the address is registered. */
  async register({ email, name, password }: RegisterDto, request: IdentifiableRequest): Promise<NoticeDto> {
    if (this.env.REGISTRATION === 'closed') {
      throw new ForbiddenException(
        { code: 'registration-closed', message: 'Accounts are made by an administrator here; ask one' },
        { cause: refusal({ reason: 'registration-closed' }) },
      );
    }
    this.throttle.admitRegistration(email, request.ip);
    const account = { email, name, passwordHash: await this.passwords.hashNew(password, { email, name }) };
    const existing = await this.prisma.user.findFirst({ where: { email, deletedAt: null } });
    if (!existing) await this.create(account, request);
    else if (existing.emailVerifiedAt) this.links.sendAlreadyRegistered(existing);
    else await this.replaceUnconfirmed(existing, account);
    return { message: ON_ITS_WAY };
  }

  async verifyEmail({ token }: LinkDto, request: IdentifiableRequest): Promise<void> {
    const user = await this.links.read('verify-email', token);
    identify(request, user);
    if (user.emailVerifiedAt) return;
    await this.prisma.user.updateMany({
      where: { id: user.id, passwordHash: user.passwordHash, emailVerifiedAt: null },
      data: { emailVerifiedAt: new Date() },
    });
  }

  private async create(account: Account, request: IdentifiableRequest): Promise<void> {
    const [{ id }] = await this.prisma.$queryRaw<[{ id: string }]>`SELECT uuid7() AS id`;
    identify(request, { id, email: account.email, name: account.name, roles: [] });
    try {
      await this.prisma.user.create({ data: { id, ...account }, select: { id: true } });
    } catch (error) {
      // Somebody registered the address a moment earlier; his mail is on its way, and the answer stays the same.
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return;
      throw error;
    }
    this.links.send('verify-email', { id, ...account });
  }

  // Until the address is confirmed, nobody has shown that it is his: the last one to register it may still be the
  // owner, and an earlier stranger must not have chosen the password. An invited user keeps his roles and his link.
  private async replaceUnconfirmed(existing: User, account: Account): Promise<void> {
    if (existing.roles.length > 0 || existing.passwordHash === NO_PASSWORD)
      return this.links.send('set-password', existing);
    const { name, passwordHash } = account;
    await this.prisma.user.updateMany({
      where: { id: existing.id, emailVerifiedAt: null, roles: { isEmpty: true } },
      data: { name, passwordHash },
    });
    this.links.send('verify-email', { id: existing.id, ...account });
  }
}
