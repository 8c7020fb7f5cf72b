import { UnauthorizedException } from '@nestjs/common';
import { NotBeforeError, TokenExpiredError } from '@nestjs/jwt';
import { refusal } from '../http/refusal.js';

export type TokenProblem =
  | 'token-missing'
  | 'token-malformed'
  | 'token-expired'
  | 'token-wrong-signature'
  | 'token-wrong-audience'
  | 'token-wrong-issuer'
  | 'token-not-yet-valid'
  | 'token-without-subject'
  | 'unknown-user'
  | 'session-ended'
  | 'inactive';

interface Told {
  code: string;
  message: string;
}

const MISSING: Told = {
  code: 'token-missing',
  message: 'Sign in first: send the accessToken of POST /api/auth/login as "Authorization: Bearer …"',
};
const EXPIRED: Told = {
  code: 'token-expired',
  message: 'The access token has expired; POST /api/auth/refresh gives a new one',
};
const ENDED: Told = { code: 'session-ended', message: 'This session has ended; sign in again' };
const INVALID: Told = { code: 'token-invalid', message: 'The access token is not valid; sign in again' };

/** The log learns the exact problem, the client only what helps an honest one. */
export function tokenProblem(reason: TokenProblem): UnauthorizedException {
  return new UnauthorizedException(told(reason), { cause: refusal({ reason }) });
}

/** Names what the verifier of the token complained about. */
export function problemOf(complaint: unknown): TokenProblem {
  if (complaint instanceof TokenExpiredError) return 'token-expired';
  if (complaint instanceof NotBeforeError) return 'token-not-yet-valid';
  const text = complaint instanceof Error ? complaint.message : '';
  if (text === 'No auth token') return 'token-missing';
  // An unsigned token and one signed by another algorithm are both not signed by us.
  if (/signature|algorithm/.test(text)) return 'token-wrong-signature';
  if (text.startsWith('jwt audience')) return 'token-wrong-audience';
  if (text.startsWith('jwt issuer')) return 'token-wrong-issuer';
  return 'token-malformed';
}

function told(reason: TokenProblem): Told {
  if (reason === 'token-missing') return MISSING;
  if (reason === 'token-expired') return EXPIRED;
  return reason === 'session-ended' || reason === 'inactive' ? ENDED : INVALID;
}
