import { HttpException, type INestApplicationContext } from '@nestjs/common';
import { Bootstrap } from '../auth/bootstrap.service.js';
import { Env } from '../config/env.js';
import { StartRefused } from '../config/start-refused.js';

/** Where there is no administrator: makes the one of the settings, or says how to become one. */
export async function ensureFirstAdmin(app: INestApplicationContext, say: (line: string) => void): Promise<void> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password, PUBLIC_URL } = app.get(Env);
  const bootstrap = app.get(Bootstrap);
  if (email !== undefined && password !== undefined) {
    if (await bootstrap.ensureFirstAdmin(email, password).catch(refuse))
      say(`Created the first administrator, ${email}`);
    return;
  }
  const token = await bootstrap.issue();
  if (token === undefined) return;
  const body = JSON.stringify({ token, email: 'you@example.org', name: 'Your Name', password: 'a long pass phrase' });
  say(`\nThere is no administrator yet. This token makes one, once, within a day; it is not shown again:
  curl -X POST ${PUBLIC_URL}/api/auth/bootstrap -H 'content-type: application/json' -d '${body}'`);
}

/** What a request would be answered is said of the variable here. */
function refuse(error: unknown): never {
  if (!(error instanceof HttpException)) throw error;
  throw new StartRefused(`ADMIN_PASSWORD: ${error.message}`, { cause: error });
}
