import type { OpenAPIObject } from '@nestjs/swagger';
import type { RoutePlan } from '../../audit/index.js';

const HEAD = `# Every route

Written by \`npm run docs:routes\` from the application itself; a test compares the two. Swagger UI at \`/api/docs\` shows the
bodies and the answers. _For_ names the roles of which one is needed. _Recorded as_ is what the log keeps of a request: event,
action and entity; a refused or failed one is recorded under the same event.

Some acts turn out to be another event than their route says:

| Event | when |
| --- | --- |
| \`patient.searched\` | the list of patients was searched |
| \`patient.break-glass\` | the record of a restricted patient was opened, for the reason that the request gave; every act that took such a reason says \`breakGlass\` in its details |
| \`session.reuse-detected\` | a refresh token came back that had been used before: all sessions that grew from it ended |
| \`audit.suppressed\` | refusals of one kind were counted instead of recorded singly |
`;

const BY_METHOD = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface Operation {
  tags?: string[];
  summary?: string;
  'x-roles'?: string[];
}

/** All routes as a page of Markdown, by module. */
export function routesPage(document: OpenAPIObject, routes: readonly RoutePlan[]): string {
  const modules = new Map<string, string[]>();
  for (const route of [...routes].sort(byAddress)) {
    const operation = operationOf(document, route);
    const module = operation?.tags?.[0] ?? 'operations';
    modules.set(module, [...(modules.get(module) ?? []), lineOf(route, operation)]);
  }
  const sections = [...modules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([module, lines]) => sectionOf(module, lines));
  return [HEAD, ...sections].join('\n');
}

function sectionOf(module: string, lines: readonly string[]): string {
  return [`## ${module}`, '', '| Route | What | For | Recorded as |', '| --- | --- | --- | --- |', ...lines, ''].join(
    '\n',
  );
}

function lineOf({ method, path, decision, act }: RoutePlan, operation: Operation | undefined): string {
  const unaudited = decision && 'unaudited' in decision ? `not recorded: ${decision.unaudited}` : 'undecided';
  const recorded = act ? `\`${act.event}\` ${act.action} ${act.entityType}` : unaudited;
  return `| \`${method} ${path}\` | ${operation?.summary ?? ''} | ${whoMay(operation)} | ${recorded} |`;
}

// What stands outside the documentation is for machines that watch the server.
function whoMay(operation: Operation | undefined): string {
  return operation?.['x-roles']?.join(' ') ?? 'everybody';
}

function operationOf({ paths }: OpenAPIObject, { method, path }: RoutePlan): Operation | undefined {
  const found = paths[path.replace(/:(\w+)/g, '{$1}')] as Record<string, Operation | undefined> | undefined;
  return found?.[method.toLowerCase()];
}

function byAddress(a: RoutePlan, b: RoutePlan): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return BY_METHOD.indexOf(a.method) - BY_METHOD.indexOf(b.method);
}
