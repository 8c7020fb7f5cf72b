import { ACTIONS, type LogFilter, OUTCOMES, SOURCES } from './filter.dto.js';
import type { KnownWords } from './known-words.js';
import type { Parameters } from './parameters.js';
import { searchCondition } from './search.js';
import { momentOf } from './moment.js';
import { chosen, type Wanted, wantedOf } from './wanted.js';

export type Precision = 'exactly' | 'by id alone';

/** Every entity type in the log, found by jumping from one to the next in an index. */
export const ENTITY_TYPES = `ARRAY(
  WITH RECURSIVE types AS (
    (SELECT "entityType" AS type FROM audit_log ORDER BY "entityType" LIMIT 1)
    UNION ALL
    SELECT (SELECT "entityType" FROM audit_log WHERE "entityType" > types.type ORDER BY "entityType" LIMIT 1)
    FROM types WHERE types.type IS NOT NULL
  ) SELECT type FROM types WHERE type IS NOT NULL)`;

/**
 * The one place where filters become SQL, as conditions on `audit_log l`. They are written so that each is served by
 * an index of the migration `audit_reading`: who changes one looks at the other.
 */
export function conditionsOf(
  filter: LogFilter,
  known: KnownWords,
  parameters: Parameters,
  precision: Precision = 'exactly',
): string[] {
  const words = (key: keyof LogFilter) => wantedOf(filter[key] as string[] | undefined);
  return [
    ...periodConditions(filter, parameters, precision),
    ...equalTo('actorId', words('actorId'), parameters),
    ...equalTo('actorEmail', withLowerCase(words('actorEmail')), parameters),
    ...overlapping('actorRoles', 'text', words('role'), parameters),
    ...oneOf('action', 'AuditAction', ACTIONS, words('action'), parameters),
    ...eventConditions(words('event'), known.events, parameters),
    ...oneOf('outcome', 'AuditOutcome', OUTCOMES, words('outcome'), parameters, 'SUCCESS'),
    ...oneOf('source', 'AuditSource', SOURCES, words('source'), parameters, 'HTTP'),
    ...equalTo('entityType', words('entityType'), parameters),
    ...entityIdConditions(words('entityId'), words('entityType'), parameters),
    ...overlapping('patientIds', 'uuid', words('patientId'), parameters),
    ...overlapping('changedFields', 'text', words('changedField'), parameters),
    ...valueConditions('before', words('oldValue'), words('changedField'), parameters),
    ...valueConditions('after', words('newValue'), words('changedField'), parameters),
    ...ipConditions(words('ip'), parameters),
    ...equalTo('requestId', words('requestId'), parameters),
    ...equalTo('sessionId', words('sessionId'), parameters),
    ...searchCondition(words('q'), known, ENTITY_TYPES, parameters),
  ];
}

/**
 * The bounds of the id prune partitions; a record's id is up to ten seconds off its time (see guards.sql), so the time
 * decides. Estimates go by the id alone: the planner would take the two for independent and multiply their odds.
 */
export function periodConditions(
  { from, to }: Pick<LogFilter, 'from' | 'to'>,
  parameters: Parameters,
  precision: Precision,
): string[] {
  const bound = (moment: string, sign: '-' | '+') =>
    `audit_id_floor(greatest(${parameters.add(momentOf(moment))}::timestamptz ${sign} interval '10 seconds', 'epoch'))`;
  const conditions: string[] = [];
  if (from !== undefined) conditions.push(`l.id >= ${bound(from, '-')}`);
  if (to !== undefined) conditions.push(`l.id < ${bound(to, '+')}`);
  if (precision === 'by id alone') return conditions;
  if (from !== undefined) conditions.push(`l."recordedAt" >= ${parameters.add(momentOf(from))}::timestamptz`);
  if (to !== undefined) conditions.push(`l."recordedAt" < ${parameters.add(momentOf(to))}::timestamptz`);
  return conditions;
}

function equalTo(column: string, words: Wanted | undefined, parameters: Parameters): string[] {
  if (!words) return [];
  const { wanted, excluded } = words;
  return [
    ...(wanted.length === 1 ? [`l."${column}" = ${parameters.add(wanted[0])}`] : []),
    ...(wanted.length > 1 ? [`l."${column}" = ANY (${parameters.add(wanted)}::text[])`] : []),
    ...(excluded.length > 0
      ? [`(l."${column}" <> ALL (${parameters.add(excluded)}::text[]) OR l."${column}" IS NULL)`]
      : []),
  ];
}

/** `usual` is the value that the column's partial index leaves out. */
function oneOf(
  column: string,
  type: string,
  all: readonly string[],
  words: Wanted | undefined,
  parameters: Parameters,
  usual?: string,
): string[] {
  if (!words) return [];
  const values = chosen(words, all);
  if (values.length === all.length) return [];
  const condition =
    values.length === 1
      ? `l."${column}" = ${parameters.add(values[0])}::"${type}"`
      : `l."${column}" = ANY (${parameters.add(values)}::"${type}"[])`;
  return usual === undefined || values.includes(usual) ? [condition] : [condition, `l."${column}" <> '${usual}'`];
}

function overlapping(column: string, type: string, words: Wanted | undefined, parameters: Parameters): string[] {
  if (!words) return [];
  const { wanted, excluded } = words;
  return [
    ...(wanted.length > 0 ? [`l."${column}" && ${parameters.add(wanted)}::${type}[]`] : []),
    ...(excluded.length > 0 ? [`NOT l."${column}" && ${parameters.add(excluded)}::${type}[]`] : []),
  ];
}

/** A part of a name is looked up among the few names that exist, so that whole names are looked up in the log. */
function eventConditions(words: Wanted | undefined, events: readonly string[], parameters: Parameters): string[] {
  if (!words) return [];
  const named = (parts: readonly string[]) =>
    events.filter((event) => parts.some((part) => event.toLowerCase().includes(part.toLowerCase())));
  const excluded = named(words.excluded);
  if (words.wanted.length === 0) return equalTo('event', { wanted: [], excluded }, parameters);
  const wanted = named(words.wanted).filter((event) => !excluded.includes(event));
  return wanted.length === 0 ? ['false'] : equalTo('event', { wanted, excluded: [] }, parameters);
}

// The index begins with the type: naming every type makes it serve an id alone.
function entityIdConditions(words: Wanted | undefined, types: Wanted | undefined, parameters: Parameters): string[] {
  const conditions = equalTo('entityId', words, parameters);
  if (!words || words.wanted.length === 0 || (types && types.wanted.length > 0)) return conditions;
  return [...conditions, `l."entityType" = ANY (${ENTITY_TYPES})`];
}

/**
 * A changed field whose text is one of these. The hashes find the records in an index; the text decides, because two
 * texts may have one hash and the index knows neither the field nor whether it is before or after.
 */
function valueConditions(
  state: 'before' | 'after',
  words: Wanted | undefined,
  fields: Wanted | undefined,
  parameters: Parameters,
): string[] {
  if (!words) return [];
  const named = fields && fields.wanted.length > 0 ? ` AND field = ANY (${parameters.add(fields.wanted)}::text[])` : '';
  const exactly = (values: readonly string[]) =>
    `EXISTS (SELECT FROM jsonb_each_text(l."${state}") AS state (field, value)
      WHERE lower(value) = ANY (${parameters.array(values, (value) => `lower(${value})`)})
        AND (l."before" IS NULL OR l."after" IS NULL OR field = ANY (l."changedFields"))${named})`;
  const { wanted, excluded } = words;
  return [
    ...(wanted.length > 0
      ? [
          '(l."before" IS NOT NULL OR l."after" IS NOT NULL)',
          `audit_changed_values(l."before", l."after", l."changedFields") &&
            ${parameters.array(wanted, (value) => `hashtextextended(lower(${value}), 0)`)}`,
          exactly(wanted),
        ]
      : []),
    ...(excluded.length > 0 ? [`NOT ${exactly(excluded)}`] : []),
  ];
}

function ipConditions(words: Wanted | undefined, parameters: Parameters): string[] {
  if (!words) return [];
  const match = (value: string) => `l."ip" ${value.includes('/') ? '<<=' : '='} ${parameters.add(value)}::inet`;
  const any = (values: readonly string[]) => `(${values.map(match).join(' OR ')})`;
  const { wanted, excluded } = words;
  return [
    ...(wanted.length > 0 ? [any(wanted)] : []),
    ...(excluded.length > 0 ? [`(NOT ${any(excluded)} OR l."ip" IS NULL)`] : []),
  ];
}

// Sign-in stores emails in lower case; other applications may not.
function withLowerCase(words: Wanted | undefined): Wanted | undefined {
  const both = (values: readonly string[]) => [...new Set(values.flatMap((value) => [value, value.toLowerCase()]))];
  return words && { wanted: both(words.wanted), excluded: both(words.excluded) };
}
