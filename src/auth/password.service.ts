import { BadRequestException, ForbiddenException, Injectable } from '@nestjs/common';
import { PrismaService } from '../database/prisma.service.js';
import { refusal } from '../http/refusal.js';
import { AccountLinks } from '../users/account-links.service.js';
import { endSessions } from '../users/end-sessions.js';
import { Passwords } from '../users/passwords.service.js';
import type { ChangePasswordDto, ForgottenPasswordDto, NoticeDto, SetPasswordDto } from './account.dto.js';
import { identify, type IdentifiableRequest } from './identify.js';
import { PasswordCheck } from './password-check.service.js';
import { PasswordThrottle } from './password-throttle.service.js';
import type { SignedIn } from './signed-in.js';

@Injectable()
export class PasswordService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: Passwords,
    private readonly check: PasswordCheck,
    private readonly throttle: PasswordThrottle,
    private readonly links: AccountLinks,
  ) {}

  /** The session that asks stays; every other one ends. */
  async change(user: SignedIn, { currentPassword, newPassword }: ChangePasswordDto, ip: string): Promise<void> {
    const { passwordHash } = await this.prisma.user.findUniqueOrThrow({
      where: { id: user.id },
      select: { passwordHash: true },
    });
    if (!(await this.check.matches(passwordHash, { email: user.email, password: currentPassword, ip }))) {
      throw new ForbiddenException(
        { code: 'wrong-password', message: 'The current password is wrong' },
        { cause: refusal({ reason: 'wrong-password' }) },
      );
    }
    if (newPassword === currentPassword) {
      throw new BadRequestException({
        code: 'password-unchanged',
        message: 'Choose a password that you do not have yet',
      });
    }
    const next = await this.passwords.hashNew(newPassword, user);
    await this.replace(user.id, { passwordHash: next }, { NOT: { id: user.sessionId } });
  }

  /** Whoever holds the link reads the mail of that address: it is confirmed too. */
  async set({ token, password }: SetPasswordDto, request: IdentifiableRequest): Promise<void> {
    const user = await this.links.read('set-password', token);
    identify(request, user);
    const passwordHash = await this.passwords.hashNew(password, user);
    await this.replace(user.id, { passwordHash, emailVerifiedAt: user.emailVerifiedAt ?? new Date() }, {});
  }

  /** Answers everybody alike and mails only who has an account. */
  async forgotten({ email }: ForgottenPasswordDto, ip: string): Promise<NoticeDto> {
    this.throttle.admitRegistration(email, ip);
    const user = await this.prisma.user.findFirst({ where: { email, deletedAt: null, active: true } });
    if (user) this.links.send('set-password', user);
    return { message: 'If the address has an account, a mail with a link is on its way' };
  }

  private async replace(
    userId: string,
    data: { passwordHash: string; emailVerifiedAt?: Date },
    sessions: { NOT?: { id: string } },
  ): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      await tx.user.update({ where: { id: userId }, data, select: { id: true } });
      await endSessions(tx, { userId, ...sessions }, 'password-changed');
    });
  }
}
