import { bodiesOf, readSql } from './installed.js';
import type { Queryable } from './queryable.js';

interface Installed {
  superuser: boolean;
  bodies: string[];
  triggers: number;
}

/**
 * Lets the database itself watch over the audit's objects: see sql/trace.sql. Only a superuser can; with any other login
 * nothing happens, and false comes back. Call it with that login's own role, after `installAudit`.
 */
export async function installTrace(admin: Queryable): Promise<boolean> {
  const { rows } = await admin.query<Installed>(
    `SELECT rolsuper AS superuser,
       ARRAY(SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'audit\\_trace\\_%'
         AND proowner IN (SELECT oid FROM pg_roles WHERE rolsuper)) AS bodies,
       (SELECT count(*)::int FROM pg_event_trigger WHERE evtname LIKE 'audit\\_trace\\_%' AND evtenabled = 'A') AS triggers
     FROM pg_roles WHERE rolname = current_user`,
  );
  const { superuser, bodies, triggers } = rows[0]!;
  if (!superuser) return false;
  const sql = readSql('trace.sql');
  // Installed again only where it differs: the trace would record that too.
  const whole = triggers === 2 && [...bodiesOf(sql)].every(([, body]) => bodies.includes(body));
  if (!whole) await admin.query(sql);
  return true;
}

export interface Alteration {
  by: string;
  application: string | null;
  count: number;
  last: Date;
  example: string;
}

/** What the trace has recorded in the last thirty days, by whom. */
export async function findAlterations(db: Queryable): Promise<Alteration[]> {
  const { rows } = await db.query<Alteration>(
    `SELECT "actorName" AS by, details ->> 'applicationName' AS application, count(*)::int AS count,
       max("recordedAt") AS last, (array_agg(concat_ws(' ', details ->> 'command', "entityId") ORDER BY id DESC))[1] AS example
     FROM public.audit_log
     WHERE event = 'audit.altered' AND id > public.audit_id_floor(clock_timestamp() - interval '30 days')
     GROUP BY 1, 2 ORDER BY last DESC`,
  );
  return rows;
}
