// npm test · npm run test:unit · npm run test:e2e [path]; what follows goes to jest.
import { spawn } from 'node:child_process';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ROOT } from './lib/project.mjs';

const [first, ...others] = process.argv.slice(2);
const project = first === 'unit' || first === 'e2e' ? first : undefined;
const args = project ? others : process.argv.slice(2);

await ensureInstalled();
await ensureBuilt();
// --selectProjects takes every word up to the next flag, so it must not stand last.
const select = project ? ['--selectProjects', project] : [];
const child = spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...select, '--maxWorkers=2', ...args], {
  cwd: ROOT,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`,
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
