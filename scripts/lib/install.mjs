import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { inProject } from './project.mjs';
import { step } from './step.mjs';

/** Brings node_modules to package-lock.json; does nothing when it is there already, whoever installed it. */
export async function ensureInstalled() {
  if (isLink() || matchesLockfile()) return;
  // Building needs the development packages, whatever NODE_ENV says.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const npm = process.env['npm_execpath'];
  if (npm?.endsWith('.js')) await step('Installing packages', process.execPath, [npm, ...args]);
  else await step('Installing packages', 'npm', args);
}

/** npm would empty the directory behind a link, which belongs to another checkout. */
function isLink() {
  return lstatSync(inProject('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** npm writes the hidden lockfile last: what it lists is completely installed. */
function matchesLockfile() {
  const hidden = inProject('node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8')).packages);
  return wanted.every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}
