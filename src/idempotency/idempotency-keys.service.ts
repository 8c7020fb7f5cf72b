import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { RecordedActs } from '../audit/index.js';
import { Env } from '../config/env.js';
import { keyReused, stillRunning } from './idempotency-faults.js';

/** A request with a key, as far as it can be repeated. */
export interface KeyedRequest {
  userId: string;
  route: string;
  key: string;
  hash: Buffer;
}

/** What is repeated of an answer. */
export interface Answer {
  status: number;
  location: string | null;
  /** As JSON; null for an answer without a body. */
  body: string | null;
}

/** What the log knows of a request that was carried out under the key. */
export type Done = Awaited<ReturnType<RecordedActs['find']>>;

/** Carry it out under this claim, or it is done: with its answer, or with an answer that was lost. */
export type Claimed = { claim: string } | { done: Done; answer: Answer | undefined };

type Row = Answer & { claim: string; requestHash: Buffer; startedAt: Date; waitMs: number; isOld: boolean };

const ITS_KEY = `"userId" = $1 AND route = $2 AND key = $3`;
const KEPT = `interval '24 hours'`;

/** Each key lets one request through. The claim is durable before anything is done under it. */
@Injectable()
export class IdempotencyKeys {
  private readonly patienceMs: number;

  constructor(
    private readonly pool: Pool,
    private readonly acts: RecordedActs,
    { REQUEST_TIMEOUT_MS }: Env,
  ) {
    this.patienceMs = REQUEST_TIMEOUT_MS;
  }

  async claim(request: KeyedRequest): Promise<Claimed> {
    const claim = randomUUID();
    for (;;) {
      if (await this.insert(claim, request)) return { claim };
      const row = await this.find(request);
      if (!row) continue;
      if (row.isOld) await this.pool.query(`DELETE FROM "IdempotencyKey" WHERE claim = $1`, [row.claim]);
      else if (row.status !== null) return this.repeated(request, row);
      else if (row.waitMs > 0) throw sameBody(request, row) ? stillRunning(request.key, 1) : keyReused(request.key);
      else if (await this.takeOver(claim, row)) return this.resolve(claim, request, row);
    }
  }

  /** Only whoever still has the claim can give the answer. */
  async keep(claim: string, { status, location, body }: Answer): Promise<void> {
    const values = [claim, status, location, body];
    await this.pool.query(`UPDATE "IdempotencyKey" SET status = $2, location = $3, body = $4 WHERE claim = $1`, values);
  }

  /** It failed, or seems so: the next one may begin, once he has seen that nothing was done. */
  async release(claim: string): Promise<void> {
    await this.pool.query(`UPDATE "IdempotencyKey" SET "heldUntil" = "startedAt" WHERE claim = $1`, [claim]);
  }

  /** Answers hold patients' data: none stays longer than it can be asked for. */
  async forgetOld(): Promise<void> {
    await this.pool.query(`DELETE FROM "IdempotencyKey" WHERE "startedAt" < clock_timestamp() - ${KEPT}`);
  }

  private async insert(claim: string, { userId, route, key, hash }: KeyedRequest): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO "IdempotencyKey" (claim, "userId", route, key, "requestHash", "heldUntil")
       VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 ms') ON CONFLICT DO NOTHING`,
      [claim, userId, route, key, hash, this.patienceMs],
    );
    return rowCount === 1;
  }

  private async find({ userId, route, key }: KeyedRequest): Promise<Row | undefined> {
    const { rows } = await this.pool.query<Row>(
      `SELECT claim, "requestHash", "startedAt", status, location, body, "startedAt" < clock_timestamp() - ${KEPT} AS "isOld",
         extract(epoch FROM "heldUntil" - clock_timestamp())::float8 * 1000 AS "waitMs"
       FROM "IdempotencyKey" WHERE ${ITS_KEY}`,
      [userId, route, key],
    );
    return rows[0];
  }

  private async repeated(request: KeyedRequest, row: Row): Promise<Claimed> {
    if (!sameBody(request, row)) throw keyReused(request.key);
    const { status, location, body } = row;
    return { done: await this.doneUnder(request, row), answer: { status, location, body } };
  }

  // Waits for whatever is being written under the old claim, and lets nothing more be written under it.
  private async takeOver(claim: string, before: Row): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE "IdempotencyKey" SET claim = $1, "heldUntil" = clock_timestamp() + $3 * interval '1 ms'
       WHERE claim = $2 AND status IS NULL AND "heldUntil" <= clock_timestamp()`,
      [claim, before.claim, this.patienceMs],
    );
    return rowCount === 1;
  }

  // The records of an act are in its own transaction: if there are none now, nothing was done and nothing will be.
  private async resolve(claim: string, request: KeyedRequest, before: Row): Promise<Claimed> {
    const done = await this.doneUnder(request, before);
    if (done.length > 0) {
      await this.release(claim);
      if (!sameBody(request, before)) throw keyReused(request.key);
      return { done, answer: undefined };
    }
    if (!sameBody(request, before)) {
      await this.pool.query(`UPDATE "IdempotencyKey" SET "requestHash" = $2 WHERE claim = $1`, [claim, request.hash]);
    }
    return { claim };
  }

  private doneUnder({ userId, route, key }: KeyedRequest, { startedAt }: Row): Promise<Done> {
    // The key was used by nobody for a day before: a minute covers a clock that was set.
    const since = new Date(startedAt.getTime() - 60_000);
    return this.acts.find({ actorId: userId, route, details: { idempotencyKey: key }, since });
  }
}

function sameBody({ hash }: KeyedRequest, { requestHash }: Row): boolean {
  return hash.equals(requestHash);
}
