import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartRefused } from '../../config/start-refused.js';
import type { ClusterPlace } from './cluster-place.js';
import { disownRecycledPid, runningPostmaster } from './postmaster.js';

const START_SECONDS = 60;
const STOP_SECONDS = 60;

export interface ServerProcess {
  pid: number;
  port: number;
  runs(): boolean;
}

/** The server that already runs on the cluster. */
export function adopt(cluster: string): ServerProcess | undefined {
  const found = runningPostmaster(cluster);
  if (!found) return undefined;
  return { ...found, runs: () => runningPostmaster(cluster)?.pid === found.pid };
}

export function launch(
  { cluster, runAs }: ClusterPlace,
  postgres: string,
  port: number,
  settings: Record<string, string>,
  log: string,
): ServerProcess {
  disownRecycledPid(cluster);
  const flags = Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings });
  // A file, not a pipe to us: PostgreSQL outlives a server that is killed.
  const output = openSync(log, 'w', 0o600);
  const child: ChildProcess = spawn(
    postgres,
    ['-D', cluster, '-p', String(port), ...flags.flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    // Its own process group: a Ctrl-C in the terminal must reach the server first, which then stops PostgreSQL.
    { ...runAs, cwd: '/', detached: true, stdio: ['ignore', output, output] },
  );
  closeSync(output);
  let failed = false;
  child.once('error', () => (failed = true));
  return {
    pid: child.pid ?? 0,
    port,
    runs: () => !failed && child.exitCode === null && child.signalCode === null,
  };
}

/** Returns when the server takes connections, and also when it has ended. */
export async function untilReady(server: ServerProcess, url: string, log: string): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  let reason: unknown;
  while (server.runs()) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      return;
    } catch (error) {
      reason = error;
    } finally {
      await client.end();
    }
    if (Date.now() > deadline) {
      const message = `PostgreSQL (pid ${server.pid}) takes no connections after ${START_SECONDS} s; see ${log}`;
      throw new StartRefused(message, { cause: reason });
    }
    await sleep(50);
  }
}

export async function stop(server: ServerProcess): Promise<void> {
  // SIGINT is PostgreSQL's fast shutdown: it ends the connections and writes everything down.
  signal(server.pid, 'SIGINT');
  const deadline = Date.now() + STOP_SECONDS * 1000;
  while (server.runs()) {
    if (Date.now() > deadline) return signal(server.pid, 'SIGQUIT');
    await sleep(20);
  }
}

export const kill = (server: ServerProcess) => signal(server.pid, 'SIGQUIT');

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
