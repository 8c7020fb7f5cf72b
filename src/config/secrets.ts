import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the server makes up for itself when it is not told: outside production only. */
export interface Secrets {
  jwtSecret: string;
  /** Of the database role that the server connects as, where the server creates that role itself. */
  appPassword: string;
  /** Of the login that acts as the owner of the embedded database. */
  migratorPassword: string;
}

/** The secrets of the data directory, made at the first start and the same ever after. */
export function readSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true });
  const file = join(resolve(dataDir), 'secrets.json');
  const made: Secrets = { jwtSecret: randomSecret(), appPassword: randomSecret(), migratorPassword: randomSecret() };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  try {
    // A link never replaces: of several first starts, one set of secrets wins and all read it.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
}

const randomSecret = () => randomBytes(32).toString('base64url');
