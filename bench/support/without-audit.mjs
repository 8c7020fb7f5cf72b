// Compiles auditing out: loaded with --import, it puts an empty module in the place of src/audit, so that the same
// application runs with plain connections, no interceptor, no scope and no recorder.
import { register } from 'node:module';

const hooks = `
const replacement = ${JSON.stringify(new URL('./no-audit.mjs', import.meta.url).href)};
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  return found.url.endsWith('/dist/audit/index.js') ? { ...found, url: replacement } : found;
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
