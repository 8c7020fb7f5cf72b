// npm run seed -- --patients N: the demo clinic, into the database of DATABASE_URL or of the server that runs here.
import { spawnSync } from 'node:child_process';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inProject, ROOT } from './lib/project.mjs';

process.chdir(ROOT);
await ensureInstalled();
await ensureBuilt();
// A running server holds the embedded database: this goes to it through its port.
const running = spawnSync(process.execPath, [inProject('scripts', 'db-url.mjs')], { encoding: 'utf8' });
if (running.status === 0) process.env['DATABASE_URL'] ||= running.stdout.trim();
await import('../dist/seed/cli.js');
