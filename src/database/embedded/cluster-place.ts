import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartRefused } from '../../config/start-refused.js';
import { mayEnter, postgresUser, type RunAs } from './postgres-user.js';

/** Where root puts what the user `postgres` must reach. */
const ELSEWHERE = '/var/lib/custodia';

export interface ClusterPlace {
  cluster: string;
  runAs: RunAs;
  /** Where copies of the programs may lie. */
  copies: string;
}

/**
 * The cluster lies in the data directory. Where PostgreSQL's user cannot get there (a project below /root), it lies in
 * /var/lib/custodia and the data directory holds a link to it.
 */
export function placeCluster(dataDir: string, say: (line: string) => void): ClusterPlace {
  const inside = join(fs.realpathSync(dataDir), 'postgres');
  const present = fs.lstatSync(inside, { throwIfNoEntry: false });
  const cluster = present?.isSymbolicLink() ? resolve(dirname(inside), fs.readlinkSync(inside)) : inside;
  const runAs = postgresUser(cluster);
  const copies = runAs.uid === undefined ? dirname(inside) : ELSEWHERE;
  if (runAs.uid !== undefined) fs.mkdirSync(ELSEWHERE, { recursive: true, mode: 0o755 });
  if (mayEnter(dirname(cluster), runAs)) return { cluster, runAs, copies };
  if (present) {
    throw new StartRefused(
      `PostgreSQL runs as the user ${runAs.uid}, who cannot enter ${dirname(cluster)}; open the way with chmod o+x`,
    );
  }
  const moved = linkElsewhere(inside);
  say(`The user postgres cannot enter ${dirname(inside)}: the database lies in ${moved}`);
  return { cluster: moved, runAs, copies };
}

// A name never used before: the place of a project that was moved away must not be taken for this one's.
function linkElsewhere(inside: string): string {
  const project = createHash('sha256').update(inside).digest('hex').slice(0, 12);
  const home = fs.mkdtempSync(join(ELSEWHERE, `${project}-`));
  fs.chmodSync(home, 0o755);
  fs.symlinkSync(join(home, 'postgres'), inside);
  return join(home, 'postgres');
}
