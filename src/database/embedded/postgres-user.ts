import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { StartRefused } from '../../config/start-refused.js';

/** Whom PostgreSQL runs as; empty for the user who started us. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: root lends it the owner of the cluster, or the system user `postgres`, made if missing. */
export function postgresUser(cluster: string): RunAs {
  if (process.getuid?.() !== 0) return {};
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const known = lookUp() ?? create();
  if (known) return known;
  throw new StartRefused(
    'PostgreSQL does not run as root: create a system user named postgres, or start as another user',
  );
}

/** Whether that user gets through the directory, whatever grants or forbids it. */
export const mayEnter = (directory: string, runAs: RunAs) => may('test -x "$1"', directory, runAs);

/** Whether that user also sees what is in it. */
export const mayRead = (directory: string, runAs: RunAs) => may('test -x "$1" && test -r "$1"', directory, runAs);

function may(test: string, directory: string, runAs: RunAs): boolean {
  if (runAs.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', test, 'sh', directory], { ...runAs, cwd: '/' }).status === 0;
}

function lookUp(): Required<RunAs> | undefined {
  const id = (flag: string) => {
    const { status, stdout } = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : NaN;
  };
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}

function create(): Required<RunAs> | undefined {
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  return lookUp();
}
