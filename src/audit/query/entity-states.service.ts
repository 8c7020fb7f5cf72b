import { Injectable } from '@nestjs/common';
import { ReadingPool } from './reading-pool.js';

/** What an entity became by one change. */
export interface EntityStateAfter {
  state: Record<string, unknown>;
  recordedAt: Date;
}

/** For a module that shows its own entities as they were. Its route decides who may, and is recorded as any view is. */
@Injectable()
export class EntityStates {
  constructor(private readonly pool: ReadingPool) {}

  /** Oldest first. */
  of(entityType: string, entityId: string): Promise<EntityStateAfter[]> {
    return this.pool.rows<EntityStateAfter & object>(
      `SELECT "after" AS state, "recordedAt" FROM audit_log
       WHERE "entityType" = $1 AND "entityId" = $2 AND "after" IS NOT NULL ORDER BY id`,
      [entityType, entityId],
    );
  }
}
