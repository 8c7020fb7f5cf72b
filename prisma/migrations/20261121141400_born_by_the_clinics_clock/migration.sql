-- Whose today it is, the clinic's settings tell and the server asks; the table refuses what is the future everywhere.
ALTER TABLE "Patient" DROP CONSTRAINT "Patient_birthDate_is_past";
ALTER TABLE "Patient" ADD CONSTRAINT "Patient_birthDate_is_past"
  CHECK ("birthDate" BETWEEN '1900-01-01' AND (now() AT TIME ZONE 'UTC' + interval '14 hours')::date);
