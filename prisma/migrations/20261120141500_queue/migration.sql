CREATE TYPE "QueuePriority" AS ENUM ('ROUTINE', 'URGENT', 'EMERGENCY');
CREATE TYPE "QueueStatus" AS ENUM ('WAITING', 'CALLED', 'IN_CONSULTATION', 'DONE', 'LEFT');

CREATE TABLE "QueueEntry" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "patientId" UUID NOT NULL,
    "practitionerId" UUID,
    "day" DATE NOT NULL,
    "priority" "QueuePriority" NOT NULL DEFAULT 'ROUTINE',
    "status" "QueueStatus" NOT NULL DEFAULT 'WAITING',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "QueueEntry_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "QueueEntry_day_practitionerId_idx" ON "QueueEntry"("day", "practitionerId");
CREATE INDEX "QueueEntry_patientId_day_idx" ON "QueueEntry"("patientId", "day");
-- Whoever was treated or left may come again on the same day.
CREATE UNIQUE INDEX "QueueEntry_waits_once_a_day" ON "QueueEntry"("patientId", "day")
  WHERE "status" IN ('WAITING', 'CALLED', 'IN_CONSULTATION');

ALTER TABLE "QueueEntry" ADD CONSTRAINT "QueueEntry_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "QueueEntry" ADD CONSTRAINT "QueueEntry_practitionerId_fkey" FOREIGN KEY ("practitionerId") REFERENCES "Practitioner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An entry begins as WAITING, goes its way step by step, and stays with its patient and its day. What has ended stays.
CREATE FUNCTION queue_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."status" = 'WAITING' THEN RETURN NEW; END IF;
  ELSIF (NEW."patientId", NEW."day") = (OLD."patientId", OLD."day") THEN
    IF NEW."status" = OLD."status" THEN
      IF OLD."status" NOT IN ('DONE', 'LEFT')
        OR (NEW."priority" = OLD."priority" AND NEW."practitionerId" IS NOT DISTINCT FROM OLD."practitionerId")
      THEN RETURN NEW; END IF;
    ELSIF (OLD."status"::text, NEW."status"::text) IN (
      ('WAITING', 'CALLED'), ('WAITING', 'LEFT'),
      ('CALLED', 'IN_CONSULTATION'), ('CALLED', 'WAITING'), ('CALLED', 'LEFT'),
      ('IN_CONSULTATION', 'DONE')
    ) THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'A queue entry cannot become that' USING ERRCODE = 'check_violation', CONSTRAINT = 'QueueEntry_steps';
END $$;
CREATE TRIGGER queue_steps BEFORE INSERT OR UPDATE ON "QueueEntry" FOR EACH ROW EXECUTE FUNCTION queue_steps();
