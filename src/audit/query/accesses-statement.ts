import { periodConditions } from './conditions.js';
import type { Statement } from './page-statement.js';
import { Parameters } from './parameters.js';

/** Which accesses are asked for. */
export interface AccessesQuery {
  patientId: string;
  /** From this moment on, with its time zone. */
  from?: string;
  /** Before this moment. */
  to?: string;
  /** Whose days they are: a name of the IANA database. */
  timeZone: string;
  limit: number;
  offset: number;
}

/** So many of the reasons that somebody gave on one day are told. */
const MOST_REASONS = 20;

/**
 * Everything that the log has of one patient, by day and person. Attempts that were refused before anybody knew whose
 * record it is name no patient: they are found by the things that other records say are his alone.
 */
export function accessesStatement(query: AccessesQuery, patientModel: string): Statement {
  const { patientId, timeZone, limit, offset } = query;
  const parameters = new Parameters();
  const patient = `${parameters.add(patientId)}::uuid`;
  const model = `${parameters.add(patientModel)}::text`;
  const zone = `${parameters.add(timeZone)}::text`;
  const period = periodConditions(query, parameters, 'exactly').map((condition) => `AND ${condition}`);
  const his = `l."patientIds" && ARRAY[${patient}]`;
  const columns = `l.id, l."recordedAt", to_char(l."recordedAt" AT TIME ZONE ${zone}, 'YYYY-MM-DD') AS day,
    concat_ws(' ', l."actorType", coalesce(l."actorId", l."actorName")) AS who, l."actorType", l."actorId", l."actorName",
    l."actorEmail", l."actorRoles", l.action, l.event, l.outcome, l."purposeOfUse", l.reason`;
  const text = `
    WITH things AS (
      SELECT l."entityType" AS type, l."entityId" AS id FROM audit_log l
      WHERE ${his} AND l."patientIds" = ARRAY[${patient}] AND l."entityId" IS NOT NULL
      UNION SELECT ${model}, ${patient}::text
    ), seen AS MATERIALIZED (
      SELECT ${columns} FROM audit_log l WHERE ${his} ${period.join(' ')}
      UNION ALL
      -- OFFSET 0: one look into the index for each thing, however many the planner expects.
      SELECT attempt.* FROM things CROSS JOIN LATERAL (
        SELECT ${columns} FROM audit_log l
        WHERE l."entityType" = things.type AND l."entityId" = things.id AND l."patientIds" = '{}' ${period.join(' ')} OFFSET 0
      ) AS attempt
    ), persons AS (
      SELECT who, row_number() OVER (ORDER BY min("recordedAt"), who)::int AS number FROM seen GROUP BY who
    ), days AS (
      SELECT day, who, count(*)::int AS records, min("recordedAt") AS first, max("recordedAt") AS last,
        min("actorType") AS type, min("actorId") AS "actorId",
        (array_agg("actorName" ORDER BY id DESC))[1] AS name, (array_agg("actorEmail" ORDER BY id DESC))[1] AS email,
        array_agg(DISTINCT "purposeOfUse") FILTER (WHERE "purposeOfUse" IS NOT NULL) AS purposes,
        (array_agg(DISTINCT reason) FILTER (WHERE reason IS NOT NULL))[1:${MOST_REASONS}] AS reasons
      FROM seen GROUP BY day, who
    ), page AS MATERIALIZED (
      SELECT * FROM days JOIN persons USING (who)
      ORDER BY day DESC, number LIMIT ${parameters.add(limit)} OFFSET ${parameters.add(offset)}
    ), acts AS (
      SELECT day, who, jsonb_agg(jsonb_build_object('event', event, 'action', action, 'outcome', outcome, 'count', count)
        ORDER BY count DESC, event, action, outcome) AS acts
      FROM (
        SELECT day, who, event, action, outcome, count(*)::int AS count FROM seen JOIN page USING (day, who)
        GROUP BY day, who, event, action, outcome
      ) AS counted GROUP BY day, who
    ), roles AS (
      SELECT day, who, array_agg(DISTINCT role) AS roles
      FROM seen JOIN page USING (day, who) CROSS JOIN unnest("actorRoles") AS role GROUP BY day, who
    )
    SELECT (SELECT count(*)::int FROM seen) AS records, (SELECT count(*)::int FROM persons) AS persons,
      (SELECT count(*)::int FROM days) AS total,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'day', day, 'number', number, 'records', records, 'acts', acts, 'firstAt', ${momentOf('first')},
          'lastAt', ${momentOf('last')}, 'purposes', coalesce(purposes, '{}'), 'reasons', coalesce(reasons, '{}'),
          'actor', jsonb_build_object(
            'type', type, 'id', "actorId", 'name', name, 'email', email, 'roles', coalesce(roles, '{}'))
        ) ORDER BY day DESC, number)
        FROM page JOIN acts USING (day, who) LEFT JOIN roles USING (day, who)
      ), '[]') AS days`;
  return { text, values: parameters.values };
}

const momentOf = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
