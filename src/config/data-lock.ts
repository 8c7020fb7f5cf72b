import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { processStart } from './process-start.js';
import { StartRefused } from './start-refused.js';

interface Holder {
  pid: number;
  started: string | undefined;
}

/** Makes this process the only server of the data directory until it calls what is returned, or ends. */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(resolve(dataDir), 'server.lock');
  for (;;) {
    if (take(file)) return () => rmSync(file, { force: true });
    removeStale(file, dataDir);
  }
}

/** Written aside and linked into place: nobody ever reads half a lock, and only one link of that name succeeds. */
function take(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  const mine: Holder = { pid: process.pid, started: processStart(process.pid) };
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft);
  }
}

function removeStale(file: string, dataDir: string): void {
  refuseIfHeld(file, dataDir);
  // Two servers may find the same stale lock: whoever moves a live one aside puts it back.
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    refuseIfHeld(aside, dataDir);
  } catch (error) {
    linkSync(aside, file);
    throw error;
  } finally {
    rmSync(aside);
  }
}

function refuseIfHeld(file: string, dataDir: string): void {
  const holder = read(file);
  if (!holder || holder.started === undefined || processStart(holder.pid) !== holder.started) return;
  throw new StartRefused(
    `A server already runs on ${resolve(dataDir)} (pid ${holder.pid}); stop it, or choose another DATA_DIR`,
  );
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (gone || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
