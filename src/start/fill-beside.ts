import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import { Env } from '../config/env.js';
import { PrismaService } from '../database/prisma.service.js';
import { readProgress } from '../seed/progress.js';

const SEED = fileURLToPath(new URL('../seed/cli.js', import.meta.url));

/**
 * Fills the demo clinic beside the server, which answers meanwhile. In a process of its own: what it took, the system
 * has back when it ends. The next start goes on where this one was stopped.
 */
export async function fillBeside(app: INestApplicationContext, say: (line: string) => void): Promise<Step> {
  const { DEMO_PATIENTS, DATABASE_URL, JWT_SECRET } = app.get(Env);
  const { patients, complete } = await readProgress(app.get(PrismaService));
  if (complete ? patients >= DEMO_PATIENTS : DEMO_PATIENTS === 0) return { close: () => undefined };
  say(`Filling the demo clinic with ${DEMO_PATIENTS} patients while the server runs`);
  const { MIGRATE_DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, [SEED, '--patients', String(DEMO_PATIENTS)], {
    env: { ...env, DATABASE_URL, JWT_SECRET },
    // The channel tells the child when this process is no more.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.once('error', (error) => say(`The demo clinic cannot be filled: ${error.message}`));
  for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', say);
  return { close: () => end(child), kill: () => void child.kill('SIGKILL') };
}

interface Step {
  close(): Promise<void> | void;
  kill?(): void;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
