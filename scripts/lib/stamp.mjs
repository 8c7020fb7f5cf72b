import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inProject, ROOT } from './project.mjs';

/** One hash over the named files and everything below the named directories. */
export function fingerprint(paths, { except = () => false } = {}) {
  const hash = createHash('sha256').update(process.version);
  const files = paths.flatMap((path) => filesBelow(inProject(path))).filter((file) => !except(relative(ROOT, file)));
  for (const file of files.sort()) hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

/** A stamp lies beside what was made, so that whoever deletes the product deletes the stamp. */
export const isStamped = (file, value) => existsSync(file) && readFileSync(file, 'utf8') === value;
export const stamp = (file, value) => writeFileSync(file, value);

export function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}
