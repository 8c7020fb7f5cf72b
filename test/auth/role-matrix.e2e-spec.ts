import { RouteExplorer } from '../../src/audit/routes/route-explorer.service.js';
import { Role } from '../../src/generated/prisma/enums.js';
import { useApp } from '../support/app.js';
import { aUser } from '../support/users.js';
import { ROLE_MATRIX } from './role-matrix.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const app = useApp();
const callers = ['anonymous', 'no role', ...Object.values(Role)] as const;
type Caller = (typeof callers)[number];

const tokens = new Map<Caller, string>();
const emails = new Map<Caller, string>();

beforeAll(async () => {
  for (const caller of callers.slice(1)) {
    const { email } = await aUser(app, { roles: caller === 'no role' ? [] : [caller as Role] });
    emails.set(caller, email);
    tokens.set(caller, (await app.signIn(email)).accessToken);
  }
});

it('has a line for every route of the application, and no line too many', () => {
  const { plans } = app.nest.get(RouteExplorer, { strict: false }).explore();
  const inOrder = (lines: string[]) => [...lines].sort((a, b) => a.localeCompare(b));
  expect(inOrder(plans.map(({ method, path }) => `${method} ${path}`))).toEqual(
    inOrder(ROLE_MATRIX.map(({ method, path }) => `${method} ${path}`)),
  );
});

it.each(ROLE_MATRIX)('$method $path is open to $who', async ({ method, path, who }) => {
  const answers = await Promise.all(callers.map(async (caller) => `${caller}: ${await answer(method, path, caller)}`));
  expect(answers).toEqual(callers.map((caller) => `${caller}: ${expected(who, caller)}`));
});

function expected(who: readonly string[], caller: Caller): string {
  if (who.includes('everybody')) return 'allowed';
  if (caller === 'anonymous') return 'token-missing';
  return who.includes('signed-in') || who.includes(caller) ? 'allowed' : 'role-required';
}

/** What the guard said: its code, or that it let the request pass. The entity does not exist and the body is empty. */
async function answer(method: string, path: string, caller: Caller): Promise<string> {
  const token = path === '/api/auth/logout' && caller !== 'anonymous' ? await fresh(caller) : tokens.get(caller);
  const stop = new AbortController();
  const reply = await fetch(app.url + path.replace(':role', 'BILLING').replace(/:\w+/g, NOBODY), {
    method,
    signal: stop.signal,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(method === 'GET' || method === 'DELETE' ? {} : { 'content-type': 'application/json' }),
    },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' }),
  });
  const refused = reply.status === 401 || reply.status === 403;
  const { code } = refused ? ((await reply.json()) as { code: string }) : { code: '' };
  // A stream would never end by itself.
  stop.abort();
  return ['token-missing', 'role-required', 'route-closed'].includes(code) ? code : 'allowed';
}

async function fresh(caller: Caller): Promise<string> {
  return (await app.signIn(emails.get(caller)!)).accessToken;
}
