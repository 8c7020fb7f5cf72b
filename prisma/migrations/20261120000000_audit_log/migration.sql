-- Ids ordered by time. PostgreSQL 18 brings uuidv7(); older servers get the same value built from clock and random bits.
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT uuidv7()';
  ELSE
    CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $body$
    DECLARE
      micros bigint := floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
      bytes bytea := uuid_send(gen_random_uuid());
      -- RFC 9562, method 3: the 12 bits after the version hold the fraction of the millisecond, so ids of one
      -- session made within a millisecond still sort.
      fraction int := ((micros % 1000) * 4096 / 1000)::int;
    BEGIN
      bytes := substring(int8send(micros / 1000) FROM 3 FOR 6) || substring(bytes FROM 7);
      bytes := set_byte(set_byte(bytes, 6, 112 | (fraction >> 8)), 7, fraction & 255);
      RETURN encode(bytes, 'hex')::uuid;
    END $body$;
  END IF;
END $$;

CREATE TYPE "AuditAction" AS ENUM ('CREATION', 'VIEW', 'UPDATE', 'DELETION');
CREATE TYPE "AuditOutcome" AS ENUM ('SUCCESS', 'FAILURE', 'DENIED');
CREATE TYPE "AuditSource" AS ENUM ('HTTP', 'JOB', 'CLI', 'DATABASE');
CREATE TYPE "AuditActorType" AS ENUM ('USER', 'ANONYMOUS', 'SYSTEM', 'DATABASE');

-- One row per act and entity. No foreign key, ever: what a key cascades or nulls is history rewritten.
CREATE TABLE "audit_log" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "recordedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "action" "AuditAction" NOT NULL,
    "event" TEXT NOT NULL,
    "outcome" "AuditOutcome" NOT NULL,
    "source" "AuditSource" NOT NULL,
    "actorType" "AuditActorType" NOT NULL,
    "actorId" TEXT,
    "actorEmail" TEXT,
    "actorName" TEXT,
    "actorRoles" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "entityType" TEXT NOT NULL,
    "entityId" TEXT,
    "entityLabel" TEXT,
    "patientIds" UUID[] NOT NULL DEFAULT ARRAY[]::UUID[],
    "before" JSONB,
    "after" JSONB,
    "changedFields" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "details" JSONB,
    "reason" TEXT,
    "purposeOfUse" TEXT,
    "requestId" TEXT,
    "sessionId" TEXT,
    "ip" INET,
    "userAgent" TEXT,
    "method" TEXT,
    "route" TEXT,
    "path" TEXT,
    "statusCode" INTEGER,
    "txId" XID8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "audit_log_view_has_no_state" CHECK ("action" <> 'VIEW' OR ("before" IS NULL AND "after" IS NULL)),
    CONSTRAINT "audit_log_event_is_named" CHECK ("event" <> '' AND "entityType" <> '')
) PARTITION BY RANGE ("id");

-- The smallest id that a moment can have: months are ranges of ids, and so are the bounds of a search in time.
CREATE FUNCTION audit_id_floor(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- The months are made when the triggers are installed; this catches what should not happen.
CREATE TABLE "audit_log_default" PARTITION OF "audit_log" DEFAULT;
CREATE INDEX "audit_log_actorId_id_idx" ON "audit_log"("actorId", "id");
CREATE INDEX "audit_log_entityType_entityId_id_idx" ON "audit_log"("entityType", "entityId", "id");
CREATE INDEX "audit_log_event_id_idx" ON "audit_log"("event", "id");
CREATE INDEX "audit_log_requestId_idx" ON "audit_log"("requestId");
CREATE INDEX "audit_log_sessionId_idx" ON "audit_log"("sessionId");
CREATE INDEX "audit_log_txId_idx" ON "audit_log"("txId");
CREATE INDEX "audit_log_patientIds_idx" ON "audit_log" USING GIN ("patientIds");
