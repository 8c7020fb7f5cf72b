-- Nobody is removed while he is booked, waits or is treated, and nobody who was removed is booked, waits or is treated anew.
-- Whoever removes him has locked his row before the first trigger asks, and whoever books takes a lock that waits for it:
-- of two at the same moment the later one finds what the earlier one did.
CREATE FUNCTION patient_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM "Appointment" WHERE "patientId" = NEW.id AND status = 'BOOKED')
    OR EXISTS (SELECT FROM "QueueEntry" WHERE "patientId" = NEW.id AND status NOT IN ('DONE', 'LEFT'))
    OR EXISTS (SELECT FROM "Consultation" WHERE "patientId" = NEW.id AND status = 'OPEN')
  THEN
    RAISE EXCEPTION 'To remove this patient now breaks constraint "Patient_leaves_nothing_open"'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'Patient_leaves_nothing_open';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER patient_leaves BEFORE UPDATE OF "deletedAt" ON "Patient" FOR EACH ROW
  WHEN (OLD."deletedAt" IS NULL AND NEW."deletedAt" IS NOT NULL) EXECUTE FUNCTION patient_leaves();

CREATE FUNCTION patient_is_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT "deletedAt" IS NOT NULL FROM "Patient" WHERE id = NEW."patientId" FOR SHARE) THEN
    RAISE EXCEPTION 'This row of "%" breaks constraint "Patient_is_here"', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = 'Patient_is_here';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_patient_is_here BEFORE INSERT ON "Appointment" FOR EACH ROW EXECUTE FUNCTION patient_is_here();
CREATE TRIGGER a_patient_is_here BEFORE INSERT ON "QueueEntry" FOR EACH ROW EXECUTE FUNCTION patient_is_here();
CREATE TRIGGER a_patient_is_here BEFORE INSERT ON "Consultation" FOR EACH ROW EXECUTE FUNCTION patient_is_here();
