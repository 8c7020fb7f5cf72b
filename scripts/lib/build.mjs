import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { inProject } from './project.mjs';
import { filesBelow, fingerprint, isStamped, stamp } from './stamp.mjs';
import { step } from './step.mjs';

/** Generates the Prisma client unless it is of this very schema. */
export async function ensureGenerated() {
  const made = fingerprint(['prisma', 'package-lock.json'], { except: (file) => !/\.(prisma|json)$/.test(file) });
  const file = inProject('src', 'generated', '.stamp');
  if (isStamped(file, made)) return;
  await step('Generating the database client', process.execPath, ['scripts/generate.mjs']);
  mkdirSync(inProject('src', 'generated'), { recursive: true });
  stamp(file, made);
}

/** Compiles src to dist unless dist is of this very source. */
export async function ensureBuilt() {
  await ensureGenerated();
  const inputs = ['src', 'prisma', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];
  const made = fingerprint(inputs, { except: (file) => /\.spec\.ts$|^src\/generated\/|\/migrations\//.test(file) });
  const file = inProject('dist', '.stamp');
  if (isStamped(file, made)) return;
  // Without its stamp a half-written dist is never taken for a whole one.
  rmSync(file, { force: true });
  await step('Building', process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build']);
  removeOrphans();
  stamp(file, made);
}

/** The compiler leaves what was made of a source file that is gone. */
function removeOrphans() {
  for (const file of filesBelow(inProject('dist'))) {
    const made = /^(.*)\.js(\.map)?$/.exec(relative(inProject('dist'), file));
    if (made && !existsSync(inProject('src', `${made[1]}.ts`))) rmSync(file);
  }
}
