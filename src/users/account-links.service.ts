import { createHash } from 'node:crypto';
import { BadRequestException, Injectable, Logger } from '@nestjs/common';
import { JwtService, TokenExpiredError } from '@nestjs/jwt';
import { Env } from '../config/env.js';
import { PrismaService } from '../database/prisma.service.js';
import type { User } from '../generated/prisma/client.js';
import { refusal } from '../http/refusal.js';
import { type Mail, MailPort } from '../mail/mail.port.js';

const HOURS = { 'verify-email': 72, 'set-password': 24 };

export type LinkPurpose = keyof typeof HOURS;

type LinkOwner = Pick<User, 'id' | 'email' | 'name' | 'passwordHash'>;

/**
 * Links in mails. Their token is stateless: it carries a digest of email and password hash, so it ends by itself when
 * either changes, and the audience keeps it from being taken for anything else.
 */
@Injectable()
export class AccountLinks {
  private readonly logger = new Logger(AccountLinks.name);

  constructor(
    private readonly env: Env,
    private readonly jwt: JwtService,
    private readonly prisma: PrismaService,
    private readonly mail: MailPort,
  ) {}

  /** Whether a link would reach anybody. */
  get available(): boolean {
    return this.mail.available;
  }

  /** The mail goes out behind the answer: how long it takes must not tell whether there was one to send. */
  send(purpose: LinkPurpose, owner: LinkOwner): void {
    const token = this.jwt.sign(
      { sub: owner.id, bound: digestOf(owner) },
      { audience: this.audience(purpose), expiresIn: HOURS[purpose] * 3600 },
    );
    this.deliver({ to: owner.email, ...this.written(purpose, owner.name, token) });
  }

  /** For an address that is registered already; its owner learns of it, the asker does not. */
  sendAlreadyRegistered({ email, name }: Pick<User, 'email' | 'name'>): void {
    this.deliver({
      to: email,
      subject: 'You have an account already',
      text: `Hello ${name},\n\nsomebody, perhaps you, tried to register with this address, which has an account already. If you forgot your password, ask for a new one at ${this.env.PUBLIC_URL}.\n`,
    });
  }

  /** The user that a link was sent to, if it still counts. */
  async read(purpose: LinkPurpose, token: string): Promise<User> {
    const { sub, bound } = await this.verified(purpose, token);
    const user = await this.prisma.user.findFirst({ where: { id: sub, deletedAt: null } });
    if (!user) throw linkRefused('unknown-user');
    if (digestOf(user) !== bound) throw linkRefused('link-used');
    return user;
  }

  private async verified(purpose: LinkPurpose, token: string): Promise<{ sub: string; bound: string }> {
    try {
      return await this.jwt.verifyAsync(token, { audience: this.audience(purpose) });
    } catch (error) {
      throw linkRefused(error instanceof TokenExpiredError ? 'link-expired' : 'link-invalid');
    }
  }

  private audience(purpose: LinkPurpose): string {
    return `${this.env.JWT_AUDIENCE}/${purpose}`;
  }

  private deliver(mail: Mail): void {
    // Not awaited on purpose (see send); the failure ends in the log, and the user asks again.
    void this.mail.send(mail).catch((error: unknown) => this.logger.error(`Mail not sent: ${String(error)}`));
  }

  private written(purpose: LinkPurpose, name: string, token: string): Omit<Mail, 'to'> {
    // After the #, so that neither proxies nor access logs see it.
    const link = `${this.env.PUBLIC_URL.replace(/\/$/, '')}/${purpose}#token=${token}`;
    const [subject, request] =
      purpose === 'verify-email'
        ? ['Confirm your address', 'please confirm that this is your address']
        : ['Choose your password', 'please choose your password'];
    const text = `Hello ${name},\n\n${request}:\n\n${link}\n\nThe link works for ${HOURS[purpose]} hours. If you did not ask for it, do nothing.\n`;
    return { subject, text };
  }
}

function digestOf({ email, passwordHash }: LinkOwner): string {
  return createHash('sha256').update(`${email}\0${passwordHash}`).digest('base64url').slice(0, 22);
}

function linkRefused(reason: 'link-expired' | 'link-invalid' | 'link-used' | 'unknown-user'): BadRequestException {
  const expired = reason === 'link-expired';
  return new BadRequestException(
    {
      code: expired ? 'link-expired' : 'link-invalid',
      message: `This link ${expired ? 'has expired' : 'is not valid any more'}; ask for a new one`,
    },
    { cause: refusal({ reason }) },
  );
}
