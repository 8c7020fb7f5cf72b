import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './client.js';

const PATIENCE_MS = 60_000;
const LATER = ['busy', 'timeout', 'unavailable', 'request-in-progress'];

/**
 * The first answer to the question itself, as a client gets it: a server that has more to do than it can take says when
 * to ask again. A server without a free connection (`busy`) has done nothing; where the time was over, only the key
 * knows whether the change was made. Any other 503 is a fault.
 */
export async function untilAnswered(ask: (key: string) => PromiseLike<Reply>): Promise<Reply> {
  const key = randomUUID();
  const patience = Date.now() + PATIENCE_MS;
  for (;;) {
    const reply = await ask(key);
    const { code } = (reply.body ?? {}) as { code?: string };
    const wait = Number(reply.headers.get('retry-after')) * 1000;
    if (reply.status !== 503 && code !== 'request-in-progress') return reply;
    if (!LATER.includes(code!) || !(wait > 0)) throw new Error(`503 that no client can repeat: ${reply.text}`);
    if (Date.now() + wait > patience) throw new Error('The server was busy for a minute');
    await sleep(wait);
  }
}
