import { Injectable, UnauthorizedException } from '@nestjs/common';
import { Pool } from 'pg';
import { refusal } from '../http/refusal.js';
import type { UserDto } from '../users/user.dto.js';
import type { LoginDto, SignedInDto } from './auth.dto.js';
import { identify, type IdentifiableRequest } from './identify.js';
import { PasswordCheck } from './password-check.service.js';
import { SessionsService } from './sessions.service.js';

// The id of the session that may follow comes along: its refresh token is minted from it before the row exists.
const FIND = {
  name: 'user-of-login',
  text: `
    SELECT id, email, name, roles::text[] AS roles, active, "emailVerifiedAt", "createdAt", "updatedAt",
      "passwordHash", uuid7() AS "sessionId"
    FROM "User" WHERE email = $1 AND "deletedAt" IS NULL`,
};

type Found = UserDto & { passwordHash: string; sessionId: string };

type Failure = 'unknown-user' | 'wrong-password' | 'inactive' | 'email-not-verified';

const SAID = {
  'unknown-user': { code: 'invalid-credentials', message: 'Email or password is wrong' },
  'wrong-password': { code: 'invalid-credentials', message: 'Email or password is wrong' },
  inactive: { code: 'account-inactive', message: 'This account is deactivated; an administrator can activate it' },
  'email-not-verified': {
    code: 'email-not-verified',
    message: 'Open the link in the mail we sent you, then sign in; registering again sends a new one',
  },
} as const satisfies Record<Failure, { code: string; message: string }>;

@Injectable()
export class LoginService {
  constructor(
    private readonly pool: Pool,
    private readonly check: PasswordCheck,
    private readonly sessions: SessionsService,
  ) {}

  async login({ email, password }: LoginDto, request: IdentifiableRequest): Promise<SignedInDto> {
    const { rows } = await this.pool.query<Found>({ ...FIND, values: [email] });
    const found = rows[0];
    const matched = await this.check.matches(found?.passwordHash, { email, password, ip: request.ip });
    if (!found || !matched) throw failed(found ? 'wrong-password' : 'unknown-user', email);
    const { passwordHash, sessionId, ...user } = found;
    // Only who knows the password learns these two.
    if (!user.active) throw failed('inactive', email);
    if (user.emailVerifiedAt === null) throw failed('email-not-verified', email);
    identify(request, { ...user, sessionId });
    const tokens = await this.sessions.open({ ...user, sessionId, passwordHash }, request);
    // The password was changed, or the account closed, while it was being checked.
    if (!tokens) throw failed('wrong-password', email);
    return { ...tokens, user };
  }
}

function failed(reason: Failure, email: string): UnauthorizedException {
  return new UnauthorizedException(SAID[reason], {
    cause: refusal({ reason, outcome: 'FAILURE', details: { email } }),
  });
}
