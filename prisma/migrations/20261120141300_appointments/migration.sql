CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TYPE "AppointmentStatus" AS ENUM ('BOOKED', 'COMPLETED', 'CANCELLED', 'NO_SHOW');

CREATE TABLE "Appointment" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "patientId" UUID NOT NULL,
    "practitionerId" UUID NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "status" "AppointmentStatus" NOT NULL DEFAULT 'BOOKED',
    "cancellationReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Appointment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Appointment_lasts_5_minutes_to_12_hours" CHECK ("endsAt" - "startsAt" BETWEEN INTERVAL '5 minutes' AND INTERVAL '12 hours'),
    CONSTRAINT "Appointment_reason_is_given" CHECK (btrim("reason") <> ''),
    CONSTRAINT "Appointment_cancelled_with_a_reason" CHECK (CASE WHEN "status" = 'CANCELLED' THEN coalesce(btrim("cancellationReason"), '') <> '' ELSE "cancellationReason" IS NULL END),
    -- What was cancelled or missed leaves its time to others. An appointment may begin when another ends.
    CONSTRAINT "Appointment_practitioner_is_free" EXCLUDE USING gist ("practitionerId" WITH =, tstzrange("startsAt", "endsAt") WITH &&)
      WHERE ("status" IN ('BOOKED', 'COMPLETED')),
    CONSTRAINT "Appointment_patient_is_free" EXCLUDE USING gist ("patientId" WITH =, tstzrange("startsAt", "endsAt") WITH &&)
      WHERE ("status" IN ('BOOKED', 'COMPLETED'))
);

CREATE INDEX "Appointment_patientId_startsAt_idx" ON "Appointment"("patientId", "startsAt");
CREATE INDEX "Appointment_practitionerId_startsAt_idx" ON "Appointment"("practitionerId", "startsAt");
CREATE INDEX "Appointment_startsAt_idx" ON "Appointment"("startsAt");

ALTER TABLE "Appointment" ADD CONSTRAINT "Appointment_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Appointment" ADD CONSTRAINT "Appointment_practitionerId_fkey" FOREIGN KEY ("practitionerId") REFERENCES "Practitioner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- An appointment begins as BOOKED, ends once, and stays with its patient. What has ended does not move.
CREATE FUNCTION appointment_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."status" = 'BOOKED' THEN RETURN NEW; END IF;
  ELSIF NEW."patientId" = OLD."patientId" AND (OLD."status" = 'BOOKED' OR
    (NEW."status", NEW."startsAt", NEW."endsAt", NEW."practitionerId") = (OLD."status", OLD."startsAt", OLD."endsAt", OLD."practitionerId"))
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'An appointment cannot become that' USING ERRCODE = 'check_violation', CONSTRAINT = 'Appointment_steps';
END $$;
CREATE TRIGGER appointment_steps BEFORE INSERT OR UPDATE ON "Appointment" FOR EACH ROW EXECUTE FUNCTION appointment_steps();

-- Two who book overlapping times at the same moment would wait for each other in the exclusion constraints until the
-- server calls it a deadlock. They take turns instead, in the order of the locks' numbers.
CREATE FUNCTION appointment_turns() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  one CONSTANT bigint := hashtextextended('Appointment ' || NEW."practitionerId", 0);
  other CONSTANT bigint := hashtextextended('Appointment ' || NEW."patientId", 0);
BEGIN
  PERFORM pg_advisory_xact_lock(least(one, other)), pg_advisory_xact_lock(greatest(one, other));
  RETURN NEW;
END $$;
CREATE TRIGGER appointment_turns BEFORE INSERT OR UPDATE OF "startsAt", "endsAt", "practitionerId" ON "Appointment"
  FOR EACH ROW EXECUTE FUNCTION appointment_turns();
