CREATE TYPE "PrescriptionType" AS ENUM ('ACUTE', 'LONG_TERM', 'AS_NEEDED');
CREATE TYPE "TimeSlot" AS ENUM ('MORNING', 'NOON', 'EVENING', 'NIGHT');
CREATE TYPE "PrescriptionStatus" AS ENUM ('ACTIVE', 'DISPENSED', 'REPLACED');

CREATE TABLE "Prescription" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "patientId" UUID NOT NULL,
    "prescriberId" UUID NOT NULL,
    "medicineId" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,
    "dispensed" INTEGER NOT NULL DEFAULT 0,
    "type" "PrescriptionType" NOT NULL,
    "formulation" "Formulation" NOT NULL,
    "days" INTEGER NOT NULL,
    "timeSlots" "TimeSlot"[],
    "instructions" TEXT,
    "status" "PrescriptionStatus" NOT NULL DEFAULT 'ACTIVE',
    "replacesId" UUID,
    "deletedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Prescription_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Prescription_quantity_is_possible" CHECK ("quantity" BETWEEN 1 AND 10000),
    CONSTRAINT "Prescription_dispensed_is_prescribed" CHECK ("dispensed" BETWEEN 0 AND "quantity"),
    CONSTRAINT "Prescription_days_are_possible" CHECK ("days" BETWEEN 1 AND 366),
    CONSTRAINT "Prescription_has_a_time" CHECK (coalesce(cardinality("timeSlots"), 0) > 0 OR "type" = 'AS_NEEDED'),
    CONSTRAINT "Prescription_status_follows_pickup" CHECK (("dispensed" = "quantity") = ("status" = 'DISPENSED')),
    CONSTRAINT "Prescription_is_deleted_untouched" CHECK ("deletedAt" IS NULL OR ("dispensed" = 0 AND "status" = 'ACTIVE'))
);

CREATE INDEX "Prescription_patientId_createdAt_idx" ON "Prescription"("patientId", "createdAt");
CREATE INDEX "Prescription_medicineId_idx" ON "Prescription"("medicineId");
-- One successor, and none that was not there.
CREATE UNIQUE INDEX "Prescription_one_replacement" ON "Prescription"("replacesId") WHERE "deletedAt" IS NULL;

ALTER TABLE "Prescription" ADD CONSTRAINT "Prescription_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Prescription" ADD CONSTRAINT "Prescription_prescriberId_fkey" FOREIGN KEY ("prescriberId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Prescription" ADD CONSTRAINT "Prescription_medicineId_fkey" FOREIGN KEY ("medicineId") REFERENCES "Medicine"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Prescription" ADD CONSTRAINT "Prescription_replacesId_fkey" FOREIGN KEY ("replacesId") REFERENCES "Prescription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What a prescription says may change until the first unit is picked up; what is final does not change at all.
CREATE FUNCTION prescription_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving CONSTANT text[] := '{dispensed,status,updatedAt}';
  fault text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'ACTIVE' OR NEW.dispensed <> 0 THEN fault := 'begins as ACTIVE, with nothing dispensed'; END IF;
    IF NEW."replacesId" IS NOT NULL AND NOT EXISTS (
      SELECT FROM "Prescription" WHERE id = NEW."replacesId" AND "patientId" = NEW."patientId" AND status = 'REPLACED' AND "deletedAt" IS NULL
    ) THEN fault := 'replaces one of the same patient that is REPLACED'; END IF;
  ELSE
    IF NEW.dispensed = NEW.quantity THEN NEW.status := 'DISPENSED'; END IF;
    IF (OLD.status <> 'ACTIVE' OR OLD."deletedAt" IS NOT NULL) AND to_jsonb(NEW) - 'updatedAt' <> to_jsonb(OLD) - 'updatedAt' THEN
      fault := 'is final once it is DISPENSED, REPLACED or deleted';
    ELSIF NEW.dispensed < OLD.dispensed THEN fault := 'takes nothing back that was dispensed';
    ELSIF OLD.dispensed > 0 AND to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN fault := 'says the same once something was dispensed';
    ELSIF (NEW."patientId", NEW."prescriberId", NEW."replacesId") IS DISTINCT FROM (OLD."patientId", OLD."prescriberId", OLD."replacesId") THEN
      fault := 'keeps its patient, its prescriber and what it replaced';
    END IF;
  END IF;
  IF fault IS NULL AND NOT EXISTS (SELECT FROM "Medicine" WHERE id = NEW."medicineId" AND formulation = NEW.formulation) THEN
    fault := 'has the formulation of its medicine';
  END IF;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'A prescription %', fault USING ERRCODE = 'check_violation', TABLE = 'Prescription';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER prescription_keep BEFORE INSERT OR UPDATE ON "Prescription" FOR EACH ROW EXECUTE FUNCTION prescription_keep();
