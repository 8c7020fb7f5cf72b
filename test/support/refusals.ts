import type { Reply } from './client.js';

/** The codes of what was refused, each once. A server with too much to do says 503, which is no answer to the question. */
export function refusalsOf(replies: readonly Reply[]): string[] {
  const refused = replies.filter(({ status }) => status >= 400 && status !== 503);
  return [...new Set(refused.map(({ body }) => (body as { code: string }).code))];
}
