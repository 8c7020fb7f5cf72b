import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './client.js';

const PATIENCE_MS = 60_000;

/**
 * The first answer to the question itself: a server that has more to do than it can take says when to ask again, and
 * asks for nothing else. Any other 503 is a fault of the test or of the server.
 */
export async function untilAnswered(ask: () => PromiseLike<Reply>): Promise<Reply> {
  const patience = Date.now() + PATIENCE_MS;
  for (;;) {
    const reply = await ask();
    if (reply.status !== 503) return reply;
    const { code } = reply.body as { code: string };
    const wait = Number(reply.headers.get('retry-after')) * 1000;
    if (code !== 'busy' || !(wait > 0)) throw new Error(`503 that no client can repeat: ${reply.text}`);
    if (Date.now() + wait > patience) throw new Error('The server was busy for a minute');
    await sleep(wait);
  }
}
