import { periodConditions } from './conditions.js';
import type { Statement } from './page-statement.js';
import { Parameters } from './parameters.js';

/** Which accesses are meant. */
export interface AccessesPeriod {
  patientId: string;
  /** From this moment on, with its time zone. */
  from?: string;
  /** Before this moment. */
  to?: string;
  /** Whose days they are: a name of the IANA database. */
  timeZone: string;
}

/** A part of them. */
export interface AccessesQuery extends AccessesPeriod {
  /** Without it, all. */
  limit?: number;
  offset?: number;
}

/** What is known already of a whole that is read in parts. */
export interface Known {
  /** The persons of the whole, in the order of their numbers. */
  persons: readonly string[];
  /** Records from this id on are no part of it. */
  before: string;
}

/** So many of the reasons that somebody gave on one day are told. */
const MOST_REASONS = 20;

/** Everything that the log has of one patient, by day and person. */
export function accessesStatement(query: AccessesQuery, patientModel: string, known?: Known): Statement {
  const { limit, offset } = query;
  const parameters = new Parameters();
  const seen = seenOf(query, patientModel, parameters, known?.before);
  const text = `
    WITH ${seen}, persons AS (
      ${known ? numbered(parameters.add(known.persons)) : NUMBERED}
    ), days AS (
      SELECT day, who, count(*)::int AS records, min("recordedAt") AS first, max("recordedAt") AS last,
        min("actorType") AS type, min("actorId") AS "actorId",
        (array_agg("actorName" ORDER BY id DESC))[1] AS name, (array_agg("actorEmail" ORDER BY id DESC))[1] AS email,
        array_agg(DISTINCT "purposeOfUse") FILTER (WHERE "purposeOfUse" IS NOT NULL) AS purposes,
        (array_agg(DISTINCT reason) FILTER (WHERE reason IS NOT NULL))[1:${MOST_REASONS}] AS reasons,
        count(DISTINCT reason)::int AS "reasonsStated", bool_or("breakGlass") AS "breakGlass"
      FROM seen GROUP BY day, who
    ), page AS MATERIALIZED (
      SELECT * FROM days JOIN persons USING (who)
      ORDER BY day DESC, number LIMIT ${parameters.add(limit ?? null)} OFFSET ${parameters.add(offset ?? 0)}
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
          'reasonsStated', "reasonsStated", 'breakGlass', "breakGlass",
          'actor', jsonb_build_object(
            'type', type, 'id', "actorId", 'name', name, 'email', email, 'roles', coalesce(roles, '{}'))
        ) ORDER BY day DESC, number)
        FROM page JOIN acts USING (day, who) LEFT JOIN roles USING (day, who)
      ), '[]') AS days`;
  return { text, values: parameters.values };
}

/** Who is in the whole, and how many of them each day has: what parts of it are made from. */
export function overviewStatement(query: AccessesPeriod, patientModel: string, before: string): Statement {
  const parameters = new Parameters();
  const text = `
    WITH ${seenOf(query, patientModel, parameters, before)}, persons AS (
      ${NUMBERED}
    ), days AS (
      SELECT day, min("recordedAt") AS first, count(DISTINCT who)::int AS lines FROM seen GROUP BY day
    )
    SELECT (SELECT coalesce(array_agg(who ORDER BY number), '{}') FROM persons) AS persons,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('from', ${momentOf('first', 'US')}, 'lines', lines) ORDER BY day DESC), '[]')
       FROM days) AS days`;
  return { text, values: parameters.values };
}

const NUMBERED =
  'SELECT who, row_number() OVER (ORDER BY min("recordedAt"), who)::int AS number FROM seen GROUP BY who';

const numbered = (persons: string) =>
  `SELECT who, number::int FROM unnest(${persons}::text[]) WITH ORDINALITY AS given (who, number)`;

/**
 * The records themselves. Attempts that were refused before anybody knew whose record it is name no patient: they are
 * found by the things that other records say are his alone.
 */
function seenOf(query: AccessesPeriod, patientModel: string, parameters: Parameters, before?: string): string {
  const { patientId, timeZone } = query;
  const patient = `${parameters.add(patientId)}::uuid`;
  const model = `${parameters.add(patientModel)}::text`;
  const zone = `${parameters.add(timeZone)}::text`;
  const bounds = before === undefined ? [] : [`l.id < ${parameters.add(before)}::uuid`];
  const period = [...periodConditions(query, parameters, 'exactly'), ...bounds].map((condition) => `AND ${condition}`);
  const his = `l."patientIds" && ARRAY[${patient}]`;
  const columns = `l.id, l."recordedAt", to_char(l."recordedAt" AT TIME ZONE ${zone}, 'YYYY-MM-DD') AS day,
    concat_ws(' ', l."actorType", coalesce(l."actorId", l."actorName")) AS who, l."actorType", l."actorId", l."actorName",
    l."actorEmail", l."actorRoles", l.action, l.event, l.outcome, l."purposeOfUse", l.reason,
    l.outcome = 'SUCCESS' AND coalesce(l.details @> '{"breakGlass": true}', false) AS "breakGlass"`;
  return `things AS (
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
    )`;
}

const momentOf = (column: string, fraction: 'MS' | 'US' = 'MS') =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.${fraction}"Z"')`;
