import { isIP } from 'node:net';
import { Injectable, NotFoundException } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Pool } from 'pg';
import { Env } from '../config/env.js';
import { PrismaService } from '../database/prisma.service.js';
import { type Page, type PageQuery, partOf } from '../http/page.dto.js';
import { type EndReason, endSessions } from '../users/end-sessions.js';
import type { AccessTokenClaims } from './access-token.strategy.js';
import type { NoticeDto } from './account.dto.js';
import type { Tokens } from './auth.dto.js';
import type { IdentifiableRequest } from './identify.js';
import { hashOfToken, mintRefreshToken, refreshTokenKey } from './refresh-token.js';
import type { SessionDto } from './session.dto.js';
import type { SignedIn } from './signed-in.js';

// Locks the user as he was when his password was checked: a change of it that comes later ends this session too, one
// that came earlier leaves nothing to insert.
const OPEN = {
  name: 'open-session',
  text: `
    INSERT INTO "Session" (id, "userId", "userEmail", "tokenHash", ip, "userAgent", "updatedAt", "expiresAt")
    SELECT $1, id, email, $4, $5, $6, now(), now() + make_interval(days => $7)
    FROM "User" WHERE id = $2 AND "passwordHash" = $3 AND active AND "deletedAt" IS NULL FOR SHARE`,
};

@Injectable()
export class SessionsService {
  private readonly key: Buffer;

  constructor(
    private readonly env: Env,
    private readonly pool: Pool,
    private readonly prisma: PrismaService,
    private readonly jwt: JwtService,
  ) {
    this.key = refreshTokenKey(env.JWT_SECRET);
  }

  /**
   * Undefined if the user has changed since his password was checked. The session lives for REFRESH_TOKEN_DAYS from
   * here on; refreshing does not prolong it.
   */
  async open(user: SignedIn & { passwordHash: string }, request: IdentifiableRequest): Promise<Tokens | undefined> {
    const refreshToken = mintRefreshToken(this.key, { sessionId: user.sessionId, generation: 0 });
    const { rowCount } = await this.pool.query({
      ...OPEN,
      values: [
        user.sessionId,
        user.id,
        user.passwordHash,
        hashOfToken(refreshToken),
        inet(request.ip),
        request.headers['user-agent']?.slice(0, 512) ?? null,
        this.env.REFRESH_TOKEN_DAYS,
      ],
    });
    return rowCount === 0 ? undefined : this.tokens(user, refreshToken);
  }

  tokens({ id, sessionId }: Pick<SignedIn, 'id' | 'sessionId'>, refreshToken: string): Tokens {
    const claims: AccessTokenClaims = { sub: id, sid: sessionId };
    const expiresIn = this.env.ACCESS_TOKEN_SECONDS;
    return {
      accessToken: this.jwt.sign(claims, { audience: this.env.JWT_AUDIENCE, expiresIn }),
      refreshToken,
      expiresIn,
    };
  }

  async list({ id, sessionId }: SignedIn, query: PageQuery): Promise<Page<SessionDto>> {
    const where = { userId: id, revokedAt: null, expiresAt: { gt: new Date() } };
    const [rows, total] = await Promise.all([
      this.prisma.session.findMany({
        where,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        ...partOf(query),
        select: { id: true, ip: true, userAgent: true, createdAt: true, updatedAt: true, expiresAt: true },
      }),
      this.prisma.session.count({ where }),
    ]);
    const items = rows.map(({ updatedAt, ...row }) => ({
      ...row,
      lastRefreshedAt: updatedAt,
      current: row.id === sessionId,
    }));
    return { items, page: query.page, limit: query.limit, total };
  }

  async logout(user: SignedIn): Promise<NoticeDto> {
    await this.end(user, user.sessionId, 'logout');
    return { message: 'You are signed out; forget both tokens' };
  }

  /** Ends one of the user's own sessions; of others' he does not even learn that they exist. */
  async end({ id: userId }: SignedIn, id: string, reason: EndReason): Promise<void> {
    if ((await endSessions(this.prisma, { id, userId }, reason)) > 0) return;
    throw new NotFoundException({
      code: 'session-not-found',
      message: 'You have no such open session; GET /api/auth/sessions lists yours',
    });
  }
}

/** PostgreSQL knows no zone in an address (fe80::1%eth0). */
function inet(ip: string): string | null {
  const address = ip.replace(/%.*$/, '');
  return isIP(address) === 0 ? null : address;
}
