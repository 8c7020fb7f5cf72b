import { conditionsOf } from './conditions.js';
import type { KnownWords } from './known-words.js';
import { readCursor } from './cursor.js';
import type { LogListQuery, Sort } from './list.dto.js';
import { RECORD_COLUMNS } from './log-record.js';
import { Parameters } from './parameters.js';

export interface Statement {
  text: string;
  values: unknown[];
}

export interface Part {
  limit: number;
  offset: number;
  /** Looks at so many of the newest records only. */
  newest?: number;
}

/**
 * One part of a list. The ids first: skipping to a deep page and sorting then move ids about, not whole records.
 * It is never prepared by name: a plan for any actor suits neither the one with three records nor the one with millions.
 */
export function pageStatement(query: LogListQuery, known: KnownWords, { limit, offset, newest }: Part): Statement {
  const parameters = new Parameters();
  const conditions = conditionsOf(query, known, parameters);
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor);
  if (cursor) conditions.push(`l.id ${cursor.descending ? '<' : '>'} ${parameters.add(cursor.after)}::uuid`);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const order = orderOf(query.sort);
  const log =
    newest === undefined ? 'audit_log' : `(SELECT * FROM audit_log ORDER BY id DESC LIMIT ${parameters.add(newest)})`;
  const text = `
    WITH page AS MATERIALIZED (
      SELECT l.id FROM ${log} l ${where}
      ORDER BY ${order} LIMIT ${parameters.add(limit)} OFFSET ${parameters.add(offset)}
    ) SELECT ${RECORD_COLUMNS} FROM page JOIN audit_log l ON l.id = page.id ORDER BY ${order}`;
  return { text, values: parameters.values };
}

export const byTime = (sort: Sort) => sort === 'recordedAt' || sort === '-recordedAt';

/** Ids are ordered by time, and they make every order stable. The words come from the DTO's own list. */
function orderOf(sort: Sort): string {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  return byTime(sort) ? `l.id ${direction}` : `l."${sort.replace('-', '')}" ${direction}, l.id ${direction}`;
}
