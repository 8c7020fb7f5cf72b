// node bench/start.mjs: seconds from a fresh clone to ready, seconds of a second start, and the memory of the idle server.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const clone = join(mkdtempSync(join(tmpdir(), 'custodia-bench-')), 'custodia');
const PORT = '3970';

execFileSync('git', ['clone', '--quiet', project, clone]);
const first = await start();
report('fresh clone to ready', first);
await stop(first);
const second = await start();
report('second start', second);
await sleep(10_000);
const pid = JSON.parse(readFileSync(join(clone, '.data', 'server.lock'), 'utf8')).pid;
const postmaster = Number(readFileSync(join(clone, '.data', 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
print(`idle server: ${megabytes('VmRSS', [pid])} MB resident`);
print(`idle PostgreSQL: ${megabytes('Pss', childrenOf(postmaster))} MB, shared memory counted once`);
await stop(second);
rmSync(join(clone, '..'), { recursive: true });

async function start() {
  const began = Date.now();
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...process.env, PORT },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = [];
  child.stdout.on('data', (chunk) => lines.push(chunk.toString()));
  const ended = new Promise((ok) => child.once('exit', ok));
  while (!lines.join('').includes('Ctrl-C stops')) {
    if (child.exitCode !== null) throw new Error(lines.join(''));
    await sleep(20);
  }
  return { child, ended, seconds: (Date.now() - began) / 1000 };
}

async function stop({ child, ended }) {
  child.kill('SIGTERM');
  await ended;
}

function childrenOf(parent) {
  const isChild = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(parent);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return [parent, ...pids.filter(isChild)];
}

function megabytes(field, pids) {
  const file = field === 'Pss' ? 'smaps_rollup' : 'status';
  const kilobytes = pids.map((pid) =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1]),
  );
  return Math.round(kilobytes.reduce((sum, each) => sum + each, 0) / 1024);
}

function report(what, { seconds }) {
  print(`${what}: ${seconds.toFixed(1)} s`);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
