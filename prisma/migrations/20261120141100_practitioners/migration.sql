CREATE TYPE "Profession" AS ENUM ('DOCTOR', 'PSYCHOLOGIST');

CREATE TABLE "Practitioner" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "profession" "Profession" NOT NULL,
    "registrationNumber" TEXT NOT NULL,
    "specialties" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "site" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Practitioner_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Practitioner_name_is_given" CHECK ("name" = btrim("name") AND "name" <> ''),
    CONSTRAINT "Practitioner_registrationNumber_is_given" CHECK (clinic_document("registrationNumber") <> ''),
    CONSTRAINT "Practitioner_site_is_given" CHECK (btrim("site") <> '')
);

ALTER TABLE "Practitioner" ADD CONSTRAINT "Practitioner_id_fkey" FOREIGN KEY ("id") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CRM-SP 123456 and crmsp123456 are the same registration.
CREATE UNIQUE INDEX "Practitioner_registrationNumber_key" ON "Practitioner" (clinic_document("registrationNumber"));
