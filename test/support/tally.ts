import type { Reply } from './client.js';

/** How often each answer was given: what was done by its status, what was refused by its code. */
export function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const answer = status < 400 ? String(status) : (body as { code: string }).code;
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}
