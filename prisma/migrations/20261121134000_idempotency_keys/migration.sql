CREATE TABLE "IdempotencyKey" (
    "claim" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" BYTEA NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "heldUntil" TIMESTAMPTZ(3) NOT NULL,
    "status" SMALLINT,
    "location" TEXT,
    "body" TEXT,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("claim"),
    CONSTRAINT "IdempotencyKey_key_check" CHECK ("key" ~ '^[!-~]{1,255}$'),
    CONSTRAINT "IdempotencyKey_hash_check" CHECK (octet_length("requestHash") = 32),
    CONSTRAINT "IdempotencyKey_answer_check" CHECK (
      CASE WHEN "status" IS NULL THEN num_nonnulls("location", "body") = 0 ELSE "status" BETWEEN 200 AND 299 END
    )
);

CREATE UNIQUE INDEX "IdempotencyKey_userId_route_key_key" ON "IdempotencyKey"("userId", "route", "key");
CREATE INDEX "IdempotencyKey_startedAt_idx" ON "IdempotencyKey"("startedAt");

-- Runs before each write of a request with a key, in the write's own transaction. Whoever takes the key over changes the
-- claim, and so waits for that transaction to end; afterwards no write under the old claim is made any more.
CREATE FUNCTION idempotency_claim_held(held uuid) RETURNS void LANGUAGE plpgsql STRICT AS $$
BEGIN
  PERFORM FROM public."IdempotencyKey" WHERE "claim" = held FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the claim on the idempotency key was taken over' USING ERRCODE = 'query_canceled';
  END IF;
END $$;
