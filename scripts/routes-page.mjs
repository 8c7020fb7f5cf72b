// npm run docs:routes: writes docs/ROUTES.md from the application. It is built, not started, so it needs no database.
import { writeFileSync } from 'node:fs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inProject, ROOT } from './lib/project.mjs';

process.chdir(ROOT);
await ensureInstalled();
await ensureBuilt();
const { createApp } = await import('../dist/app.setup.js');
const { RouteExplorer } = await import('../dist/audit/routes/route-explorer.service.js');
const { Env, readSettings } = await import('../dist/config/env.js');
const { createDocument } = await import('../dist/http/openapi/openapi.js');
const { routesPage } = await import('../dist/http/openapi/routes-page.js');

const app = await createApp(
  new Env({
    ...readSettings({ LOG_LEVEL: 'silent' }),
    DATABASE_URL: 'postgresql://nobody@127.0.0.1/nothing',
    JWT_SECRET: 'of no use: nobody signs in to an application that was not started',
  }),
);
const { plans } = app.get(RouteExplorer, { strict: false }).explore();
const file = inProject('docs', 'ROUTES.md');
writeFileSync(file, routesPage(createDocument(app), plans));
process.stdout.write(`Wrote ${plans.length} routes to ${file}\n`);
process.exit(0);
