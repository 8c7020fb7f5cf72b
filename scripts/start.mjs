// npm start: from a fresh clone to a running server. Needs nothing but Node: packages may not be installed yet.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ROOT } from './lib/project.mjs';

process.chdir(ROOT);
await ensureInstalled();
await ensureBuilt();
await import('../dist/main.js');
