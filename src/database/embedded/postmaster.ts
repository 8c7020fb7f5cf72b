import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';

export interface Postmaster {
  pid: number;
  port: number;
}

/** The PostgreSQL that runs on the cluster at this moment, whoever started it. */
export function runningPostmaster(cluster: string): Postmaster | undefined {
  const lines = pidFile(cluster);
  const [pid, port] = [Number(lines?.[0]), Number(lines?.[3])];
  return pid > 0 && port > 0 && worksIn(pid, cluster) ? { pid, port } : undefined;
}

/**
 * After a crash `postmaster.pid` may name a number that another process has by now, and PostgreSQL would refuse to start.
 * It takes its own parent's number for stale, and then still checks that no orphan of the old server uses the memory.
 */
export function disownRecycledPid(cluster: string): void {
  const lines = pidFile(cluster);
  if (!lines) return;
  fs.writeFileSync(join(cluster, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
}

function pidFile(cluster: string): string[] | undefined {
  const file = join(cluster, 'postmaster.pid');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : undefined;
}

/** A server makes the cluster its working directory. */
function worksIn(pid: number, cluster: string): boolean {
  if (!fs.existsSync('/proc/self/cwd')) {
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(cluster);
  }
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(cluster);
  } catch {
    // Gone, or of another user: in neither case the server of this cluster.
    return false;
  }
}
