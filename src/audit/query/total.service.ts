import { Injectable } from '@nestjs/common';
import { conditionsOf } from './conditions.js';
import type { KnownWords } from './known-words.js';
import type { LogFilter } from './filter.dto.js';
import { Parameters } from './parameters.js';
import { ReadingPool } from './reading-pool.js';

export interface Total {
  total: number;
  totalIsExact: boolean;
}

interface PlanNode {
  'Node Type': string;
  'Plan Rows': number;
  'Total Cost': number;
  'Parent Relationship'?: string;
  Plans?: PlanNode[];
}

const COUNTED = 10_000;
/** In the planner's units: what costs less is counted without looking at the clock. */
const CHEAP = 1_000;
const PATIENCE_MS = 20;

/** How many records a filter matches: counted as far as that is cheap, estimated by the planner beyond. */
@Injectable()
export class Totals {
  constructor(private readonly pool: ReadingPool) {}

  async of(filter: LogFilter, known: KnownWords): Promise<Total> {
    const limit = limitNode(await this.plan(filter, known));
    const estimate = outer(limit)['Plan Rows'];
    const parameters = new Parameters();
    const text = counting(conditionsOf(filter, known, parameters));
    const rows =
      limit['Total Cost'] <= CHEAP
        ? await this.pool.rows<{ count: number }>(text, parameters.values)
        : await this.pool.rowsWithin<{ count: number }>(PATIENCE_MS, text, parameters.values);
    if (!rows) return { total: estimate, totalIsExact: false };
    const { count } = rows[0]!;
    return count > COUNTED
      ? { total: Math.max(count, estimate), totalIsExact: false }
      : { total: count, totalIsExact: true };
  }

  private async plan(filter: LogFilter, known: KnownWords): Promise<PlanNode> {
    const parameters = new Parameters();
    const text = counting(conditionsOf(filter, known, parameters, 'by id alone'));
    const [row] = await this.pool.rows<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      parameters.values,
    );
    return row!['QUERY PLAN'][0].Plan;
  }
}

// In the order of the list, so that the planner chooses the way that it chooses for the list.
function counting(conditions: string[]): string {
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return `SELECT count(*)::int AS count
          FROM (SELECT FROM audit_log l ${where} ORDER BY l.id DESC LIMIT ${COUNTED + 1}) AS matching`;
}

function limitNode(node: PlanNode): PlanNode {
  return node['Node Type'] === 'Limit' || !node.Plans ? node : limitNode(outer(node));
}

function outer(node: PlanNode): PlanNode {
  return node.Plans?.find((plan) => plan['Parent Relationship'] !== 'InitPlan') ?? node;
}
