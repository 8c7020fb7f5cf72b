import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { prepareDatabase } from '../../src/prepare-database.js';
import { run } from './database.js';

/** A PostgreSQL that a test may harm: nobody else uses it. */
export interface OwnPostgres {
  appUrl: string;
  adminUrl: string;
  /** Kills every process of the server with SIGKILL, and starts it again; it recovers from its log. */
  crash(): Promise<void>;
  /** Stops every process of the server where it stands: it answers nothing and closes nothing. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), 'custodia-own-'));
  chmodSync(dataDir, 0o711);
  const start = () => startEmbeddedPostgres({ dataDir, settings: { max_connections: '100' } });
  let server = await start();
  const appUrl = Object.assign(new URL(server.superuserUrl), { username: run.app.user, password: run.app.password });
  await prepareDatabase({ adminUrl: server.superuserUrl, appUrl: appUrl.toString() });
  await insertAdmin(server.superuserUrl);
  let frozen: number[] = [];
  const thaw = () => {
    for (const pid of frozen) signalIfThere(pid, 'SIGCONT');
    frozen = [];
  };
  return {
    appUrl: appUrl.toString(),
    adminUrl: server.superuserUrl,
    async crash() {
      const children = childrenOf(server.pid);
      process.kill(server.pid, 'SIGKILL');
      for (const pid of children) signalIfThere(pid, 'SIGKILL');
      // A port that changed would be a server that nobody finds again.
      const { port } = new URL(server.superuserUrl);
      server = await start();
      if (new URL(server.superuserUrl).port !== port) throw new Error('PostgreSQL came back on another port');
    },
    freeze() {
      // The parent first: a process that it starts meanwhile would stay awake.
      frozen = [server.pid];
      process.kill(server.pid, 'SIGSTOP');
      frozen.push(...childrenOf(server.pid));
      for (const pid of frozen) signalIfThere(pid, 'SIGSTOP');
    },
    thaw,
    async stop() {
      thaw();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

// A process that was about to end does so meanwhile; the others need the signal all the same.
function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function childrenOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
    .filter(([, ppid]) => ppid === parent)
    .map(([pid]) => pid);
}

async function insertAdmin(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(
    `INSERT INTO "User" (email, name, "passwordHash", roles, "emailVerifiedAt", "updatedAt")
     VALUES ('admin@clinic.example', 'Admin Example', $1, '{ADMIN}', now(), now())`,
    [await hash(run.password, { memoryCost: 8, timeCost: 1, parallelism: 1 })],
  );
  await client.end();
}
