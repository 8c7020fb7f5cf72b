CREATE TYPE "ConsultationStatus" AS ENUM ('OPEN', 'CLOSED');
CREATE TYPE "CounsellingStatus" AS ENUM ('NOT_REQUIRED', 'PENDING', 'IN_PROGRESS', 'COMPLETED', 'DECLINED');

CREATE TABLE "Consultation" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "patientId" UUID NOT NULL,
    "practitionerId" UUID,
    "campId" UUID,
    "openedById" UUID NOT NULL,
    "chiefComplaint" TEXT NOT NULL,
    "notes" TEXT,
    "status" "ConsultationStatus" NOT NULL DEFAULT 'OPEN',
    "counsellingStatus" "CounsellingStatus" NOT NULL DEFAULT 'NOT_REQUIRED',
    "closedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Consultation_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Consultation_complaint_is_given" CHECK (btrim("chiefComplaint") <> ''),
    CONSTRAINT "Consultation_notes_say_something" CHECK (btrim("notes") <> ''),
    CONSTRAINT "Consultation_closed_has_a_time" CHECK (("status" = 'CLOSED') = ("closedAt" IS NOT NULL)),
    CONSTRAINT "Consultation_closed_was_assigned" CHECK ("status" <> 'CLOSED' OR "practitionerId" IS NOT NULL)
);

CREATE INDEX "Consultation_patientId_createdAt_idx" ON "Consultation"("patientId", "createdAt");
CREATE INDEX "Consultation_practitionerId_idx" ON "Consultation"("practitionerId");
CREATE INDEX "Consultation_campId_idx" ON "Consultation"("campId");

ALTER TABLE "Consultation" ADD CONSTRAINT "Consultation_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Consultation" ADD CONSTRAINT "Consultation_practitionerId_fkey" FOREIGN KEY ("practitionerId") REFERENCES "Practitioner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Consultation" ADD CONSTRAINT "Consultation_campId_fkey" FOREIGN KEY ("campId") REFERENCES "Camp"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Consultation" ADD CONSTRAINT "Consultation_openedById_fkey" FOREIGN KEY ("openedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A consultation begins as OPEN and stays with its patient, its camp and whoever opened it. CLOSED is final; counselling
-- goes on, by the table of steps in src/clinic/consultations/consultation-steps.ts.
CREATE FUNCTION consultation_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  going_on CONSTANT text[] := '{counsellingStatus,updatedAt}';
  fault text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'OPEN' OR NEW."counsellingStatus" <> 'NOT_REQUIRED' THEN
      fault := 'begins as OPEN, its counselling as NOT_REQUIRED';
    ELSIF NEW."campId" IS NOT NULL THEN
      -- The lock: whoever ends the camp at the same moment waits, or is waited for.
      PERFORM FROM "Camp" WHERE id = NEW."campId" AND status = 'PLANNED' FOR SHARE;
      IF NOT FOUND THEN fault := 'takes place at a camp that is PLANNED'; END IF;
    END IF;
  ELSIF (NEW."patientId", NEW."campId", NEW."openedById") IS DISTINCT FROM (OLD."patientId", OLD."campId", OLD."openedById") THEN
    fault := 'keeps its patient, its camp and who opened it';
  ELSIF OLD.status = 'CLOSED' AND to_jsonb(NEW) - going_on <> to_jsonb(OLD) - going_on THEN
    fault := 'that is CLOSED is final; only its counselling goes on';
  ELSIF OLD."counsellingStatus" <> NEW."counsellingStatus" AND (OLD."counsellingStatus"::text, NEW."counsellingStatus"::text) NOT IN (
    ('NOT_REQUIRED', 'PENDING'),
    ('PENDING', 'IN_PROGRESS'), ('PENDING', 'DECLINED'), ('PENDING', 'NOT_REQUIRED'),
    ('IN_PROGRESS', 'COMPLETED'), ('IN_PROGRESS', 'DECLINED'),
    ('DECLINED', 'PENDING')
  ) THEN
    fault := format('whose counselling is %s cannot make it %s', OLD."counsellingStatus", NEW."counsellingStatus");
  END IF;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'A consultation %', fault USING ERRCODE = 'check_violation', TABLE = 'Consultation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER consultation_keep BEFORE INSERT OR UPDATE ON "Consultation" FOR EACH ROW EXECUTE FUNCTION consultation_keep();
