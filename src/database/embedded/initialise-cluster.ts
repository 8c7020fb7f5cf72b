import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClusterPlace } from './cluster-place.js';

/** Creates the cluster with its superuser `postgres`. A start that is killed meanwhile leaves no cluster, never half of one. */
export function initialiseCluster({ cluster, runAs }: ClusterPlace, initdb: string, password: string): void {
  const draft = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(dirname(cluster), { recursive: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.rmSync(passwordFile, { force: true });
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs.uid !== undefined && runAs.gid !== undefined) {
    for (const path of [draft, passwordFile]) fs.chownSync(path, runAs.uid, runAs.gid);
  }
  // The built-in locale knows upper and lower case of every script and sorts alike on every machine.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8'];
  const login = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const run = spawnSync(initdb, [`--pgdata=${draft}`, ...login, ...locale], { ...runAs, cwd: '/', encoding: 'utf8' });
  fs.rmSync(passwordFile);
  if (run.status !== 0) throw new Error(`initdb failed: ${run.stderr || String(run.error)}`);
  fs.renameSync(draft, cluster);
}

export const isInitialised = (cluster: string) => fs.existsSync(join(cluster, 'PG_VERSION'));
