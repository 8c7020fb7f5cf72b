import type { ClientBase } from 'pg';

/** What a statement is to the scope that may have to travel with it. */
export type StatementKind = 'begin' | 'commit' | 'rollback' | 'rollback-to' | 'write' | 'other';

// Of comments one inside another the first end is not the end: those stay, and what begins with them counts as a write.
const LEADING_COMMENTS = /^(?:\s|--[^\n\r]*(?:[\n\r]|$)|\/\*(?:(?!\/\*|\*\/)[\s\S])*\*\/)+/;
const FIRST_WORD =
  /^\s*(?:begin|start\s+transaction|commit|end|rollback\s+(?:work\s+|transaction\s+)?to|rollback|abort)\b/i;
const HARMLESS =
  /^\s*(?:set|reset|show|listen|unlisten|notify|savepoint|release|discard|deallocate|fetch|close|vacuum|analyze|checkpoint|create|alter|drop|grant|revoke|comment|lock|reindex|cluster)\b/i;
// DDL that computes: a table from a query, a column's default.
const COMPUTING = /\b(?:as|using|default|execute)\b/i;
const READING = /^\s*select\b/i;
const CHANGING = /\b(?:insert|update|delete|merge|call|into)\b/i;
const ROW_LOCK = /\bfor\s+(?:no\s+key\s+)?update\b/gi;
const QUOTED = /"(?:[^"]|"")*"|'(?:[^']|'')*'/g;
const DOLLAR_TAG = /\$(?:[a-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/i;
const DOLLAR_QUOTED = /\$(\w*)\$[\s\S]*?\$\1\$/g;
const COMMENT = /--[^\n\r]*|\/\*[\s\S]*?\*\//g;
const CONTROL = /(?:^|;)\s*(?:begin|start\s+transaction|commit|end|rollback|abort|prepare\s+transaction)\b/i;
// PostgreSQL takes any letter of any language, and the dollar sign, into a name.
const CALLED = /([a-z_\u0080-\uffff][\w.$\u0080-\uffff]*)\s*\(/gi;

const CLOCKS_AND_DICE = ['clock_timestamp', 'gen_random_uuid', 'random'];

// Words that may stand before a bracket and are no functions.
const HARMLESS_WORDS = new Set(
  `in and or not exists any all some values from lateral as on where over filter within select distinct case when then
   else using join having by union intersect except limit offset is like ilike between array row cast coalesce nullif
   greatest least trim interval time timestamp timestamptz varchar char character numeric decimal float bit`.split(
    /\s+/,
  ),
);

const MEMORY_LIMIT = 2_000;

/** What statements are, by their texts. */
export class Statements {
  private readonly kinds = new Map<string, StatementKind>();
  private readonly harmless = new Set(HARMLESS_WORDS);
  private learning: Promise<void> | undefined;

  /**
   * Asks the database, once, which functions change nothing: of PostgreSQL's own and of its extensions all but the VOLATILE
   * ones; of the application's those that it declares IMMUTABLE. A STABLE one may call another, and an aggregate always
   * looks immutable.
   */
  learn(client: ClientBase): Promise<void> {
    return (this.learning ??= this.askFor(client).catch((error) => {
      this.learning = undefined;
      throw error;
    }));
  }

  /**
   * Statements that surely change nothing go without the scope. Whatever is not known to be harmless counts as a write:
   * a scope too many costs microseconds, one too few costs the actor's name.
   */
  kindOf(text: string): StatementKind {
    const known = this.kinds.get(text);
    if (known !== undefined) return known;
    if (this.kinds.size >= MEMORY_LIMIT) this.kinds.clear();
    const kind = classify(text, this.harmless);
    this.kinds.set(text, kind);
    return kind;
  }

  private async askFor(client: ClientBase): Promise<void> {
    // Of one name all must be harmless: a call does not show which of them it means.
    const { rows } = await client.query<{ name: string; harmless: boolean }>(
      `SELECT proname::text AS name, bool_and(CASE
         WHEN p.oid < 16384 OR d.objid IS NOT NULL THEN provolatile <> 'v' OR proname = ANY ($1)
         ELSE provolatile = 'i' AND prokind <> 'a' END) AS harmless
       FROM pg_proc p LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
       GROUP BY proname`,
      [CLOCKS_AND_DICE],
    );
    for (const { name, harmless } of rows) {
      if (harmless) this.harmless.add(name);
      else this.harmless.delete(name);
    }
    this.kinds.clear();
  }
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

function classify(given: string, harmless: ReadonlySet<string>): StatementKind {
  const text = given.replace(LEADING_COMMENTS, '');
  const first = FIRST_WORD.exec(text)?.[0].trim().toLowerCase();
  if (first !== undefined) {
    if (first.endsWith(' to')) return 'rollback-to';
    if (first.startsWith('rollback') || first === 'abort') return 'rollback';
    return first === 'commit' || first === 'end' ? 'commit' : 'begin';
  }
  if (HARMLESS.test(text)) return /^(?:create|alter)\b/i.test(text) && COMPUTING.test(text) ? 'write' : 'other';
  if (!READING.test(text)) return 'write';
  // A name in quotes may be that of any function; no known one has a dot.
  const bare = text.replace(QUOTED, ' a.name ').replace(ROW_LOCK, ' ');
  // A backslash may hide a quote from what looks for quotes.
  if (
    text.includes('\\') ||
    DOLLAR_TAG.test(text) ||
    bare.includes(';') ||
    bare.includes('--') ||
    bare.includes('/*') ||
    CHANGING.test(bare)
  )
    return 'write';
  for (const [, name] of bare.matchAll(CALLED)) if (!harmless.has(name!.toLowerCase())) return 'write';
  return 'other';
}
