import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { SignedIn } from './signed-in.js';
import { tokenProblem } from './token-problem.js';

const USER = 'u.id, u.email, u.name, u.roles::text[] AS roles, u.active, s.id AS "sessionId"';
const OPEN = 's."revokedAt" IS NULL AND s."expiresAt" > clock_timestamp()';

// Runs at every request, hence prepared and without Prisma. The user comes first, so that a refusal can say whether
// the person or only this session has no access.
const BY_USER = {
  name: 'session-of-request',
  text: `
    SELECT ${USER} FROM "User" u LEFT JOIN "Session" s ON s.id = $2 AND s."userId" = u.id AND ${OPEN}
    WHERE u.id = $1 AND u."deletedAt" IS NULL`,
};
const BY_SESSION = {
  name: 'session-of-refresh',
  text: `
    SELECT ${USER} FROM "Session" s JOIN "User" u ON u.id = s."userId"
    WHERE s.id = $1 AND u."deletedAt" IS NULL AND ${OPEN}`,
};

type Row = Omit<SignedIn, 'sessionId'> & { active: boolean; sessionId: string | null };

/** Who a session belongs to, as the database knows it now: roles, activation and revocation count at once. */
@Injectable()
export class SessionReader {
  constructor(private readonly pool: Pool) {}

  async read(userId: string, sessionId: string): Promise<SignedIn> {
    const { rows } = await this.pool.query<Row>({ ...BY_USER, values: [userId, sessionId] });
    if (!rows[0]) throw tokenProblem('unknown-user');
    return signedIn(rows[0]);
  }

  async readSession(sessionId: string): Promise<SignedIn> {
    const { rows } = await this.pool.query<Row>({ ...BY_SESSION, values: [sessionId] });
    if (!rows[0]) throw tokenProblem('session-ended');
    return signedIn(rows[0]);
  }
}

function signedIn({ active, sessionId, ...user }: Row): SignedIn {
  if (!active) throw tokenProblem('inactive');
  if (sessionId === null) throw tokenProblem('session-ended');
  return { ...user, sessionId };
}
