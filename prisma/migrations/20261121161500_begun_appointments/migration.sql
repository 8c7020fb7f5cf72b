-- As before, and nobody has come to what has not begun, or missed it. Asked at the step itself and never again, so that a
-- moved clock makes no row wrong.
CREATE OR REPLACE FUNCTION appointment_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."status" = 'BOOKED' THEN RETURN NEW; END IF;
  ELSIF NEW."patientId" = OLD."patientId" AND (OLD."status" = 'BOOKED' OR
    (NEW."status", NEW."startsAt", NEW."endsAt", NEW."practitionerId") = (OLD."status", OLD."startsAt", OLD."endsAt", OLD."practitionerId"))
  THEN
    IF NEW."status" IN ('COMPLETED', 'NO_SHOW') AND OLD."status" = 'BOOKED' AND NEW."startsAt" > clock_timestamp() THEN
      RAISE EXCEPTION 'An appointment that has not begun breaks constraint "Appointment_has_begun"'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'Appointment_has_begun';
    END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'An appointment cannot become that' USING ERRCODE = 'check_violation', CONSTRAINT = 'Appointment_steps';
END $$;
