import { Injectable, UnauthorizedException } from '@nestjs/common';
import { Env } from '../config/env.js';
import { PrismaService } from '../database/prisma.service.js';
import { refusal } from '../http/refusal.js';
import { endSessions } from '../users/end-sessions.js';
import type { Tokens } from './auth.dto.js';
import { identify, type IdentifiableRequest } from './identify.js';
import { hashOfToken, mintRefreshToken, readRefreshToken, refreshTokenKey } from './refresh-token.js';
import { SessionReader } from './session-reader.service.js';
import { SessionsService } from './sessions.service.js';
import { tokenProblem } from './token-problem.js';

@Injectable()
export class RefreshService {
  private readonly key: Buffer;

  constructor(
    { JWT_SECRET }: Env,
    private readonly prisma: PrismaService,
    private readonly reader: SessionReader,
    private readonly sessions: SessionsService,
  ) {
    this.key = refreshTokenKey(JWT_SECRET);
  }

  /**
   * Exchanges a refresh token for the next one, once. Whoever comes second with the same token, a thief or a client
   * that asked twice, ends the session for both: nobody can tell who is who.
   */
  async refresh(token: string, request: IdentifiableRequest): Promise<Tokens> {
    const known = readRefreshToken(this.key, token);
    if (!known) throw tokenProblem('token-malformed');
    const user = await this.reader.readSession(known.sessionId);
    identify(request, user);
    const generation = known.generation + 1;
    const next = mintRefreshToken(this.key, { sessionId: user.sessionId, generation });
    const { count } = await this.prisma.session.updateMany({
      where: { id: user.sessionId, tokenHash: hashOfToken(token), revokedAt: null },
      data: { tokenHash: hashOfToken(next), generation },
    });
    if (count === 0) throw await this.reused(user.sessionId);
    return this.sessions.tokens(user, next);
  }

  private async reused(sessionId: string): Promise<UnauthorizedException> {
    await endSessions(this.prisma, { id: sessionId }, 'token-reused');
    return new UnauthorizedException(
      { code: 'session-ended', message: 'This session has ended; sign in again' },
      { cause: refusal({ event: 'session.reuse-detected', reason: 'token-reused' }) },
    );
  }
}
