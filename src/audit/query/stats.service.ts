import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_OPTIONS, type AuditModuleOptions } from '../audit.options.js';
import { momentOf } from './moment.js';
import { ReadingPool } from './reading-pool.js';
import { Rollups } from './rollups.service.js';
import type { StatsDto, StatsQuery } from './stats.dto.js';

const DAY = 86_400_000;
const TOP = 10;
const LONGEST_BY_HOUR = 92 * DAY;

interface CountRow {
  dimension: string;
  key: string;
  count: number;
}

/**
 * Whole days and hours come from the counts, what is left at both ends from the log itself. Hours that another process
 * counts meanwhile do no harm: which ones are taken from where is decided inside the one statement.
 */
const COUNTS = `
  WITH counted AS MATERIALIZED (
    SELECT bucket AS day FROM audit_rollup
    WHERE span = 'day' AND dimension = 'total' AND bucket >= $1 AND bucket + interval '1 day' <= $2
  ), hours AS MATERIALIZED (
    SELECT bucket AS hour FROM audit_rollup
    WHERE span = 'hour' AND dimension = 'total' AND bucket >= $1 AND bucket + interval '1 hour' <= $2
  ), loose_hours AS MATERIALIZED (
    SELECT hour FROM hours WHERE date_trunc('day', hour, 'UTC') NOT IN (SELECT day FROM counted)
  ), uncounted AS MATERIALIZED (
    SELECT greatest(hour, $1) AS since, least(hour + interval '1 hour', $2) AS until
    FROM generate_series(date_trunc('hour', $1::timestamptz, 'UTC'), $2::timestamptz, interval '1 hour') AS hour
    WHERE hour < $2 AND hour NOT IN (SELECT hour FROM hours)
  ), live AS MATERIALIZED (
    SELECT c.* FROM uncounted CROSS JOIN LATERAL audit_count(since, until, false) AS c
  ), patient_days AS MATERIALIZED (
    SELECT greatest(day, $1) AS since, least(day + interval '1 day', $2) AS until
    FROM generate_series(date_trunc('day', $1::timestamptz, 'UTC'), $2::timestamptz, interval '1 day') AS day
    WHERE day < $2 AND day NOT IN (SELECT day FROM counted)
  ), everything AS (
    SELECT dimension, key, count FROM audit_rollup
    WHERE span = 'day' AND dimension <> 'patient' AND bucket IN (SELECT day FROM counted)
    UNION ALL
    SELECT dimension, key, count FROM audit_rollup WHERE span = 'hour' AND bucket IN (SELECT hour FROM loose_hours)
    UNION ALL
    SELECT dimension, key, count FROM live
  ), patients AS (
    SELECT key, count FROM audit_rollup
    WHERE span = 'day' AND dimension = 'patient' AND bucket IN (SELECT day FROM counted)
    UNION ALL
    SELECT patient::text, count(*) FROM patient_days
      JOIN audit_log l ON l.id >= audit_id_floor(greatest(since - interval '10 seconds', 'epoch'))
        AND l.id < audit_id_floor(until + interval '10 seconds')
        AND l."recordedAt" >= since AND l."recordedAt" < until
      CROSS JOIN unnest(l."patientIds") AS patient
    GROUP BY patient
  )
  (SELECT dimension, key, sum(count)::int AS count FROM everything WHERE dimension <> 'actor' GROUP BY dimension, key)
  UNION ALL
  (SELECT 'actor', key, sum(count)::int AS count FROM everything WHERE dimension = 'actor' GROUP BY key ORDER BY 3 DESC, 2 LIMIT ${TOP})
  UNION ALL
  (SELECT 'patient', key, sum(count)::int AS count FROM patients GROUP BY key ORDER BY 3 DESC, 2 LIMIT ${TOP})
  UNION ALL
  (SELECT 'hour', to_char(bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), sum(count)::int FROM (
     SELECT bucket, count FROM audit_rollup
     WHERE span = 'hour' AND dimension = 'total' AND bucket IN (SELECT hour FROM hours)
     UNION ALL SELECT bucket, count FROM live WHERE dimension = 'total') AS series
   WHERE count > 0 GROUP BY bucket ORDER BY bucket)`;

/** How much of what happened in a period. */
@Injectable()
export class Statistics {
  constructor(
    private readonly pool: ReadingPool,
    private readonly rollups: Rollups,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditModuleOptions,
  ) {}

  async of(query: StatsQuery): Promise<StatsDto> {
    const [bounds] = await this.pool.rows<{ now: Date; first: Date | null }>(
      `SELECT clock_timestamp() AS now, (SELECT "recordedAt" FROM audit_log ORDER BY id LIMIT 1) AS first`,
    );
    const { now, first } = bounds!;
    const to = query.to === undefined ? now : new Date(momentOf(query.to));
    const from = query.from === undefined ? new Date(to.getTime() - 30 * DAY) : new Date(momentOf(query.from));
    // Where the log has nothing there is nothing to count, however far the period reaches.
    const since = new Date(Math.max(from.getTime(), Math.floor((first ?? now).getTime() / DAY) * DAY));
    const until = new Date(Math.min(to.getTime(), now.getTime() + 60_000));
    if (since < until) await this.rollups.prepare(since, until);
    const rows = since < until ? await this.pool.rows<CountRow & object>(COUNTS, [since, until]) : [];
    return this.told(from, to, rows);
  }

  private async told(from: Date, to: Date, rows: readonly CountRow[]): Promise<StatsDto> {
    const by = (dimension: string) =>
      rows
        .filter((row) => row.dimension === dimension)
        .map(({ key, count }) => ({ key, count }))
        .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
    const hours = rows.filter(({ dimension }) => dimension === 'hour').map(({ key, count }) => ({ at: key, count }));
    const [topActors, topPatients] = await Promise.all([this.actors(by('actor')), this.patients(by('patient'))]);
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      total: by('total')[0]?.count ?? 0,
      byAction: by('action'),
      byEvent: by('event'),
      byRole: by('role'),
      byOutcome: by('outcome'),
      byEntityType: by('entityType'),
      perDay: perDay(hours),
      perHour: to.getTime() - from.getTime() <= LONGEST_BY_HOUR ? hours : [],
      topActors,
      topPatients,
    };
  }

  /** By the name of the latest record. */
  private actors(counts: { key: string; count: number }[]): Promise<StatsDto['topActors']> {
    return this.pool.rows(
      `SELECT top.key AS id, l."actorEmail" AS email, l."actorName" AS name, top.count
       FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS top (key, count, place)
       LEFT JOIN LATERAL (SELECT * FROM audit_log l WHERE l."actorId" = top.key ORDER BY l.id DESC LIMIT 1) AS l ON true
       ORDER BY top.place`,
      [counts.map(({ key }) => key), counts.map(({ count }) => count)],
    );
  }

  private patients(counts: { key: string; count: number }[]): Promise<StatsDto['topPatients']> {
    return this.pool.rows(
      `SELECT top.key AS id, l."entityLabel" AS label, top.count
       FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS top (key, count, place)
       LEFT JOIN LATERAL (SELECT * FROM audit_log l WHERE l."entityType" = $3 AND l."entityId" = top.key
         AND l."entityLabel" IS NOT NULL ORDER BY l.id DESC LIMIT 1) AS l ON true
       ORDER BY top.place`,
      [counts.map(({ key }) => key), counts.map(({ count }) => count), this.options.patientModel ?? 'Patient'],
    );
  }
}

function perDay(hours: StatsDto['perHour']): StatsDto['perDay'] {
  const days = new Map<string, number>();
  for (const { at, count } of hours) {
    const day = `${at.slice(0, 10)}T00:00:00Z`;
    days.set(day, (days.get(day) ?? 0) + count);
  }
  return [...days].map(([at, count]) => ({ at, count }));
}
