import type { Queryable } from './queryable.js';

interface LogFacts {
  table: string;
  guards: string[];
  strangers: string[];
  rights: string[];
}

interface ParentFacts {
  role: string;
  believed: string | null;
  lacks: string[];
  forbidden: string[];
  defaults: string[];
  secured: boolean;
  rules: string[];
}

// Name, function and type of each guard as pg_trigger shows them (BEFORE is 2, ROW 1, INSERT 4, DELETE 8, UPDATE 16, TRUNCATE 32).
const GUARDS = [
  'audit_no_change audit_refuse_change 27',
  'audit_no_truncate audit_refuse_change 34',
  'audit_no_back_dating audit_refuse_back_dating 7',
];
const DATABASE_DEFAULTS = ['id uuid7()', 'recordedAt clock_timestamp()', 'txId pg_current_xact_id()'];

/** What the log's own table lacks of being append-only for that login, each a sentence. */
export async function differencesOfLog(db: Queryable, login: string | undefined): Promise<string[]> {
  const { rows: found } = await db.query<{ log: string | null }>(`SELECT to_regclass('public.audit_log') AS log`);
  if (found[0]!.log === null) return ['the table audit_log does not exist'];
  return [...(await differencesOfParent(db, login)), ...(await differencesOfParts(db, login))];
}

async function differencesOfParent(db: Queryable, login: string | undefined): Promise<string[]> {
  const { rows } = await db.query<ParentFacts>(
    `WITH asked AS (SELECT coalesce($1, session_user)::name AS role)
     SELECT role,
       (SELECT substring(prosrc FROM $$^SELECT '(.*)'::name$$) FROM pg_proc
        WHERE oid = to_regprocedure('public.audit_app_role()')) AS believed,
       array_remove(ARRAY[
         CASE WHEN NOT has_table_privilege(role, 'public.audit_log', 'SELECT') THEN 'read it' END,
         CASE WHEN NOT has_column_privilege(role, 'public.audit_log', 'event', 'INSERT') THEN 'add to it' END,
         CASE WHEN NOT coalesce(has_function_privilege(role, to_regprocedure('public.audit_make_partitions(int)'), 'EXECUTE'), false)
           THEN 'make its partitions' END,
         CASE WHEN NOT coalesce(has_table_privilege(role, to_regclass('public.audit_rollup'), 'SELECT'), true) THEN 'read its counts' END], NULL) AS lacks,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = 'public.audit_log'::regclass
         AND attname IN ('id', 'recordedAt', 'txId') AND has_column_privilege(role, attrelid, attnum, 'INSERT')) AS forbidden,
       ARRAY(SELECT attname || ' ' || pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
         WHERE adrelid = 'public.audit_log'::regclass) AS defaults,
       (SELECT relrowsecurity FROM pg_class WHERE oid = 'public.audit_log'::regclass) AS secured,
       ARRAY(SELECT rulename::text FROM pg_rewrite WHERE ev_class = 'public.audit_log'::regclass) AS rules
     FROM asked`,
    [login ?? null],
  );
  const { role, believed, lacks, forbidden, defaults, secured, rules } = rows[0]!;
  return [
    ...(believed?.replaceAll("''", "'") === role
      ? []
      : [`the database believes the scopes of ${believed ?? 'nobody'}, and the server is ${role}`]),
    ...lacks.map((act) => `audit_log: ${role} may not ${act}`),
    ...forbidden.map((column) => `audit_log: ${role} may set "${column}", which is the database's to set`),
    ...DATABASE_DEFAULTS.filter((one) => !defaults.includes(one)).map(
      (one) => `audit_log: the default ${one} was changed`,
    ),
    ...(secured ? ['audit_log: row security hides records'] : []),
    ...rules.map((rule) => `audit_log: the rule ${rule} rewrites what is asked of it`),
  ];
}

async function differencesOfParts(db: Queryable, login: string | undefined): Promise<string[]> {
  const { rows } = await db.query<LogFacts>(
    `SELECT c.relname AS table,
       ARRAY(SELECT concat_ws(' ', tgname, proname, tgtype) FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid
         WHERE tgrelid = c.oid AND tgenabled = 'A' AND tgqual IS NULL AND cardinality(tgattr::int2[]) = 0) AS guards,
       ARRAY(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal AND tgname NOT LIKE 'audit\\_no\\_%') AS strangers,
       ARRAY(SELECT privilege FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
         WHERE has_table_privilege(role, c.oid, privilege)
            OR privilege IN ('UPDATE', 'REFERENCES') AND has_any_column_privilege(role, c.oid, privilege)
            OR privilege = 'INSERT' AND c.relispartition AND has_any_column_privilege(role, c.oid, privilege)) AS rights
     FROM pg_class c, (SELECT coalesce($1, session_user)::name AS role) asked
     WHERE c.oid = 'public.audit_log'::regclass
        OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'public.audit_log'::regclass)
     ORDER BY 1`,
    [login ?? null],
  );
  return rows.flatMap(({ table, guards, strangers, rights }) => [
    ...GUARDS.filter((guard) => !guards.includes(guard)).map(
      (guard) => `${table}: the guard ${guard.split(' ')[0]} is missing, altered or not enabled ALWAYS`,
    ),
    ...strangers.map((name) => `${table}: the trigger ${name} is not ours; it could drop or change records`),
    ...(rights.length > 0 ? [`${table}: the server's login has the right to ${rights.join(', ')}`] : []),
  ]);
}
