/** What a statement is to the scope that may have to travel with it. */
export type StatementKind = 'begin' | 'commit' | 'rollback' | 'rollback-to' | 'write' | 'other';

const LEADING_COMMENTS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;
const FIRST_WORD =
  /^\s*(?:begin|start\s+transaction|commit|end|rollback\s+(?:work\s+|transaction\s+)?to|rollback|abort)\b/i;
const HARMLESS =
  /^\s*(?:set|reset|show|listen|unlisten|notify|savepoint|release|discard|deallocate|fetch|close|vacuum|analyze|checkpoint|create|alter|drop|grant|revoke|comment|lock|reindex|cluster|refresh)\b/i;
const READING = /^\s*select\b/i;
const CHANGING = /\b(?:insert|update|delete|merge|call|into)\b/i;
const QUOTED = /"(?:[^"]|"")*"|'(?:[^']|'')*'/g;
const DOLLAR_QUOTED = /\$(\w*)\$[\s\S]*?\$\1\$/g;
const COMMENT = /--[^\n]*|\/\*[\s\S]*?\*\//g;
const CONTROL = /(?:^|;)\s*(?:begin|start\s+transaction|commit|end|rollback|abort|prepare\s+transaction)\b/i;
const CALLED = /([a-z_][\w.]*)\s*\(/gi;

// Words that may stand before a bracket in a query that changes nothing: clauses, and functions known to be pure.
const PURE = new Set(
  `in and or not exists any all some values from lateral as on where over filter within select case when then else using
   join having by union intersect except distinct limit offset array row cast between like ilike is
   coalesce nullif count sum avg min max lower upper length trim round abs ceil floor greatest least concat
   json_agg jsonb_agg json_build_object jsonb_build_object json_build_array jsonb_build_array json_object_agg
   jsonb_object_agg to_json to_jsonb array_agg array_to_json row_to_json string_agg unnest row_number rank
   date_trunc extract now to_char to_regclass current_setting current_database version generate_series similarity
   unaccent md5 encode decode position substring varchar char numeric decimal timestamp timestamptz`.split(/\s+/),
);

const MEMORY_LIMIT = 2_000;
const kinds = new Map<string, StatementKind>();

/**
 * Statements that surely change nothing go without the scope. Whatever is not known to be harmless counts as a write:
 * a scope too many costs microseconds, one too few costs the actor's name.
 */
export function kindOf(text: string): StatementKind {
  const known = kinds.get(text);
  if (known !== undefined) return known;
  if (kinds.size >= MEMORY_LIMIT) kinds.clear();
  const kind = classify(text);
  kinds.set(text, kind);
  return kind;
}

/** Several statements in one text, which only a message without parameters can hold. */
export function isScript(text: string, parameters: unknown): boolean {
  if (!text.includes(';') || (Array.isArray(parameters) && parameters.length > 0)) return false;
  return text.trimEnd().replace(/;$/, '').includes(';');
}

/** Whether a script may begin or end a transaction; sometimes yes where it does not. */
export function controlsTransactions(script: string): boolean {
  return CONTROL.test(script.replace(DOLLAR_QUOTED, '').replace(QUOTED, '').replace(COMMENT, ' '));
}

function classify(given: string): StatementKind {
  const text = given.replace(LEADING_COMMENTS, '');
  const first = FIRST_WORD.exec(text)?.[0].trim().toLowerCase();
  if (first !== undefined) {
    if (first.endsWith(' to')) return 'rollback-to';
    if (first.startsWith('rollback') || first === 'abort') return 'rollback';
    return first === 'commit' || first === 'end' ? 'commit' : 'begin';
  }
  if (HARMLESS.test(text)) return 'other';
  if (!READING.test(text)) return 'write';
  const bare = text.replace(QUOTED, ' x ');
  // A backslash may hide a quote from what looks for quotes.
  if (
    text.includes('\\') ||
    bare.includes(';') ||
    bare.includes('--') ||
    bare.includes('/*') ||
    bare.includes('$$') ||
    CHANGING.test(bare)
  )
    return 'write';
  for (const [, name] of bare.matchAll(CALLED)) if (!PURE.has(name!.toLowerCase())) return 'write';
  return 'other';
}
