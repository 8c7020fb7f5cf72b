import type { Prisma } from '../generated/prisma/client.js';

export type EndReason =
  'role-changed' | 'deactivated' | 'deleted' | 'password-changed' | 'logout' | 'revoked' | 'token-reused';

type Sessions = Pick<Prisma.TransactionClient, 'session'>;

/**
 * Ends what the condition finds open; the next request of these sessions is refused. In a transaction that changes the
 * user too, change him first: a sign-in that still saw the old user waits for his row and is then ended here.
 */
export async function endSessions(
  db: Sessions,
  which: Prisma.SessionWhereInput,
  revokedReason: EndReason,
): Promise<number> {
  const revokedAt = new Date();
  const { count } = await db.session.updateMany({
    where: { ...which, revokedAt: null, expiresAt: { gt: revokedAt } },
    data: { revokedAt, revokedReason },
  });
  return count;
}
