import { Injectable } from '@nestjs/common';
import type { Details } from '../record/audit-event.js';
import { ReadingPool } from './reading-pool.js';

export interface RecordedActsQuery {
  actorId: string;
  /** The route's pattern, as in the log. */
  route: string;
  /** What the records' details must hold. */
  details: Details;
  since: Date;
}

/** What a committed act did to one entity. */
export interface DoneToEntity {
  event: string;
  entityType: string;
  entityId: string | null;
  entityLabel: string | null;
  requestId: string | null;
}

/**
 * For code that must know whether an act of a moment ago was committed: its records are in its own transaction, so they
 * tell. Not for showing: nobody is told here that he reads the log.
 */
@Injectable()
export class RecordedActs {
  constructor(private readonly pool: ReadingPool) {}

  find({ actorId, route, details, since }: RecordedActsQuery): Promise<DoneToEntity[]> {
    return this.pool.rows<DoneToEntity>(
      `SELECT event, "entityType", "entityId", "entityLabel", "requestId" FROM audit_log
       WHERE "actorId" = $1 AND id >= audit_id_floor($2::timestamptz) AND route = $3 AND outcome = 'SUCCESS'
         AND details @> $4::jsonb
       ORDER BY id`,
      [actorId, since, route, JSON.stringify(details)],
    );
  }
}
