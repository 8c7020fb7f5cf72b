import { spawn } from 'node:child_process';
import { ROOT } from './project.mjs';

/** A command that must succeed. Its output appears when it fails; until then one line says that it runs, and for how long. */
export async function step(title, command, args, { env = {} } = {}) {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${title} ...\n`);
  const ticking = setInterval(() => process.stdout.write(`  still at it after ${seconds()} s\n`), 10_000);
  const { code, output } = await run(command, args, env);
  clearInterval(ticking);
  if (code !== 0) {
    process.stdout.write(`${output}\n${title} failed: ${[command, ...args].join(' ')}\n`);
    process.exit(1);
  }
  process.stdout.write(`  done in ${seconds()} s\n`);
}

function run(command, args, env) {
  return new Promise((ok) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => ok({ code: 1, output: error.message }));
    child.once('close', (code) => ok({ code: code ?? 1, output }));
  });
}
