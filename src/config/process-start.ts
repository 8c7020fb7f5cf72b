import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** When the process began, in the system's own words; undefined when it has ended. A reused pid began at another moment. */
export function processStart(pid: number): string | undefined {
  return existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): string | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  // The name of the program stands in parentheses and may hold anything; the fields are counted behind it.
  const fields = readFileSync(file, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

function fromPs(pid: number): string | undefined {
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined;
}
