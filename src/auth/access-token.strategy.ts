import { createSecretKey, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { isUUID } from 'class-validator';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Env } from '../config/env.js';
import { SessionReader } from './session-reader.service.js';
import type { SignedIn } from './signed-in.js';
import { tokenProblem } from './token-problem.js';

export interface AccessTokenClaims {
  sub: string;
  sid: string;
}

/** Turns a bearer token into the user of the request; everything but user and session comes from the database. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy) {
  constructor(
    env: Env,
    private readonly sessions: SessionReader,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: keyOf(env.JWT_SECRET),
      algorithms: ['HS256'],
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      jsonWebTokenOptions: { clockTolerance: 0 },
    });
    // Passport keeps strategies per process by name: two applications in one process must not answer for each other.
    this.name = `access-token-${randomUUID()}`;
    passport.use(this.name, this);
  }

  validate(claims: Partial<AccessTokenClaims & { exp: number }>): Promise<SignedIn> {
    if (claims.sub === undefined || claims.sub === '') throw tokenProblem('token-without-subject');
    if (!isUUID(claims.sub) || !isUUID(claims.sid) || typeof claims.exp !== 'number') {
      throw tokenProblem('token-malformed');
    }
    return this.sessions.read(claims.sub, claims.sid!);
  }
}

// A key object, though the types ask for text: of a text, jsonwebtoken first tries at every request whether it is a
// public key, which costs as much as the rest of the request's work together.
function keyOf(secret: string): Buffer {
  return createSecretKey(Buffer.from(secret)) as unknown as Buffer;
}
