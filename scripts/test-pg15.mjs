// npm run test:pg15 [path]: the e2e tests on the PostgreSQL 15 of the machine, in a directory that is gone afterwards.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject, ROOT } from './lib/project.mjs';

// The oldest that the machine has: what runs there uses nothing that only a newer one knows.
const found = [15, 16, 17].map((version) => `/usr/lib/postgresql/${version}/bin`).find((path) => existsSync(path));
const programs = process.env['PG15_BIN'] || found || '/usr/lib/postgresql/15/bin';
const password = 'of the tests';

if (!existsSync(join(programs, 'postgres'))) {
  process.stderr.write(`PostgreSQL 15 is not in ${programs}: apt-get install postgresql-15, or set PG15_BIN\n`);
  process.exit(1);
}
const home = mkdtempSync(join(tmpdir(), 'custodia-pg15-'));
const identity = unprivileged();
const cluster = join(home, 'cluster');
const port = await freePort();
const server = startServer();
await answering();
const DATABASE_URL = `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
const tests = spawn(process.execPath, [inProject('scripts', 'test.mjs'), 'e2e', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, DATABASE_URL, MIGRATE_DATABASE_URL: '' },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal));
tests.once('exit', (code) => {
  server.once('exit', () => {
    rmSync(home, { recursive: true });
    process.exit(code ?? 1);
  });
  server.kill('SIGINT');
});

/** PostgreSQL does not run as root; Debian's package brings its user. */
function unprivileged() {
  if (process.getuid() !== 0) return {};
  const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const user = { uid: id('-u'), gid: id('-g') };
  chownSync(home, user.uid, user.gid);
  return user;
}

function startServer() {
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, password);
  if (identity.uid !== undefined) chownSync(passwordFile, identity.uid, identity.gid);
  const login = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const run = spawnSync(
    join(programs, 'initdb'),
    [`--pgdata=${cluster}`, ...login, '--encoding=UTF8', '--locale=C.UTF-8'],
    { ...identity, cwd: '/', encoding: 'utf8' },
  );
  if (run.status !== 0) {
    process.stderr.write(`initdb failed: ${run.stderr || run.error}\n`);
    process.exit(1);
  }
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', max_connections: 300 };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(join(programs, 'postgres'), ['-D', cluster, '-p', String(port), ...flags], {
    ...identity,
    cwd: '/',
    // Its own process group: a Ctrl-C ends the tests first.
    detached: true,
    stdio: 'ignore',
  });
}

async function answering() {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answers = await new Promise((ok) => {
      const socket = connect(port, '127.0.0.1', () => ok(true));
      socket.once('error', () => ok(false));
      socket.once('connect', () => socket.destroy());
    });
    if (answers) return;
    await new Promise((ok) => setTimeout(ok, 100));
  }
}

function freePort() {
  return new Promise((ok) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => ok(free));
    });
  });
}
