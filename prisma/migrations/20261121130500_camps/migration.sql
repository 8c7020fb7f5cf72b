CREATE TYPE "CampStatus" AS ENUM ('PLANNED', 'FINISHED', 'CANCELLED');
CREATE TYPE "CampRegistrationStatus" AS ENUM ('REGISTERED', 'CANCELLED');

CREATE TABLE "Camp" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "name" TEXT NOT NULL,
    "location" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "capacity" INTEGER NOT NULL,
    "registered" INTEGER NOT NULL DEFAULT 0,
    "expectedPatients" INTEGER,
    "attendedPatients" INTEGER,
    "status" "CampStatus" NOT NULL DEFAULT 'PLANNED',
    "cancelReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Camp_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Camp_name_is_given" CHECK (btrim("name") <> ''),
    CONSTRAINT "Camp_location_is_given" CHECK (btrim("location") <> ''),
    CONSTRAINT "Camp_capacity_is_possible" CHECK ("capacity" BETWEEN 1 AND 5000),
    CONSTRAINT "Camp_expected_is_possible" CHECK ("expectedPatients" BETWEEN 0 AND 100000),
    CONSTRAINT "Camp_attended_is_possible" CHECK ("attendedPatients" BETWEEN 0 AND 100000),
    CONSTRAINT "Camp_holds_its_registrations" CHECK ("registered" BETWEEN 0 AND "capacity"),
    CONSTRAINT "Camp_cancelled_is_empty" CHECK ("status" <> 'CANCELLED' OR "registered" = 0),
    CONSTRAINT "Camp_cancelled_with_a_reason" CHECK (("status" = 'CANCELLED') = (coalesce(btrim("cancelReason"), '') <> ''))
);

CREATE TABLE "CampRegistration" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "campId" UUID NOT NULL,
    "patientId" UUID NOT NULL,
    "status" "CampRegistrationStatus" NOT NULL DEFAULT 'REGISTERED',
    "cancelReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CampRegistration_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "CampRegistration_cancelled_with_a_reason" CHECK (("status" = 'CANCELLED') = (coalesce(btrim("cancelReason"), '') <> ''))
);

CREATE INDEX "Camp_date_idx" ON "Camp"("date");
CREATE INDEX "CampRegistration_campId_createdAt_idx" ON "CampRegistration"("campId", "createdAt");
CREATE INDEX "CampRegistration_patientId_idx" ON "CampRegistration"("patientId");
-- Whoever cancelled may register again.
CREATE UNIQUE INDEX "CampRegistration_once_a_camp" ON "CampRegistration"("campId", "patientId") WHERE "status" = 'REGISTERED';

ALTER TABLE "CampRegistration" ADD CONSTRAINT "CampRegistration_campId_fkey" FOREIGN KEY ("campId") REFERENCES "Camp"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "CampRegistration" ADD CONSTRAINT "CampRegistration_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A camp begins as PLANNED and ends once. Of a finished one only the number of those who came is still to be said.
CREATE FUNCTION camp_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  late CONSTANT text[] := '{attendedPatients,updatedAt}';
  fault text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'PLANNED' OR NEW.registered <> 0 THEN fault := 'begins as PLANNED, with nobody registered'; END IF;
  ELSIF OLD.registered <> NEW.registered AND pg_trigger_depth() < 2 THEN
    fault := 'has its registrations counted by camp_registration_count()';
  ELSIF OLD.status = 'FINISHED' AND to_jsonb(NEW) - late <> to_jsonb(OLD) - late THEN
    fault := 'that is FINISHED is final; only attendedPatients may follow';
  ELSIF OLD.status = 'CANCELLED' AND to_jsonb(NEW) - 'updatedAt' <> to_jsonb(OLD) - 'updatedAt' THEN
    fault := 'that is CANCELLED is final';
  END IF;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'A camp %', fault USING ERRCODE = 'check_violation', TABLE = 'Camp';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER camp_keep BEFORE INSERT OR UPDATE ON "Camp" FOR EACH ROW EXECUTE FUNCTION camp_keep();

CREATE FUNCTION camp_registration_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  fault text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'REGISTERED' THEN fault := 'begins as REGISTERED'; END IF;
  ELSIF (NEW."campId", NEW."patientId") <> (OLD."campId", OLD."patientId") THEN
    fault := 'keeps its camp and its patient';
  ELSIF OLD.status = 'CANCELLED' AND to_jsonb(NEW) - 'updatedAt' <> to_jsonb(OLD) - 'updatedAt' THEN
    fault := 'that is CANCELLED is final';
  END IF;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'A registration %', fault USING ERRCODE = 'check_violation', TABLE = 'CampRegistration';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER camp_registration_keep BEFORE INSERT OR UPDATE ON "CampRegistration"
  FOR EACH ROW EXECUTE FUNCTION camp_registration_keep();

-- A counter and not a count: its UPDATE locks the camp, so that registrations take turns, and its CHECK sees what others
-- have committed in every isolation level. After the row, so that the index says first who is registered already, and
-- so that everybody locks registrations before the camp.
CREATE FUNCTION camp_registration_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  camp CONSTANT uuid := coalesce(NEW."campId", OLD."campId");
  change CONSTANT int := coalesce((NEW.status = 'REGISTERED')::int, 0) - coalesce((OLD.status = 'REGISTERED')::int, 0);
BEGIN
  IF change = 0 THEN RETURN NULL; END IF;
  UPDATE "Camp" SET registered = registered + change WHERE id = camp AND status = 'PLANNED';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'A registration comes and goes while its camp is PLANNED' USING ERRCODE = 'check_violation', TABLE = 'CampRegistration';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER camp_registration_count AFTER INSERT OR UPDATE OR DELETE ON "CampRegistration"
  FOR EACH ROW EXECUTE FUNCTION camp_registration_count();
