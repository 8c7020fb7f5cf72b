import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeSecretFile } from '../config/secret-file.js';
import type { Role } from '../generated/prisma/enums.js';

export interface DemoLogin {
  role: Role;
  email: string;
  password: string;
}

const fileOf = (dataDir: string) => join(resolve(dataDir), 'demo-logins.json');

/** The logins of the demo users, for people, scripts and tests. */
export function readDemoLogins(dataDir: string): DemoLogin[] {
  const file = fileOf(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoLogin[]) : [];
}

export function writeDemoLogins(dataDir: string, logins: DemoLogin[]): void {
  writeSecretFile(fileOf(dataDir), logins);
}
