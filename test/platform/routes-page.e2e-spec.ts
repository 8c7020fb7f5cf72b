import { readFileSync } from 'node:fs';
import { AuditRoutes } from '../../src/audit/index.js';
import { createDocument } from '../../src/http/openapi/openapi.js';
import { routesPage } from '../../src/http/openapi/routes-page.js';
import { ROLE_MATRIX } from '../auth/role-matrix.js';
import { useApp } from '../support/app.js';

const app = useApp();
const plans = () => app.nest.get(AuditRoutes, { strict: false }).table.plans;
const page = () => routesPage(createDocument(app.nest), plans());

it('is what the application is: npm run docs:routes writes it', () => {
  expect(readFileSync('docs/ROUTES.md', 'utf8')).toBe(page());
});

it('has a line for every route and says who may call it', () => {
  const lines = page()
    .split('\n')
    .filter((line) => /^\| `[A-Z]+ /.test(line));
  const said = lines.map((line) => {
    const [, route, , who] = line.split(' | ').join('|').split('|');
    return `${route!.replaceAll('`', '').trim()} ${who!.replace('anyone signed in', 'signed-in')}`;
  });
  const meant = ROLE_MATRIX.map(({ method, path, who }) => [method, path, ...who].join(' '));
  expect(said.sort()).toEqual(meant.sort());
});
