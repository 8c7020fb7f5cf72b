CREATE TABLE "IntakeForm" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "patientId" UUID NOT NULL,
    "submittedById" UUID NOT NULL,
    "reasonForVisit" TEXT NOT NULL,
    "medicalHistory" TEXT,
    "medication" TEXT,
    "allergies" TEXT,
    "emergencyContact" TEXT,
    "consent" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IntakeForm_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "IntakeForm_reasonForVisit_is_given" CHECK (btrim("reasonForVisit") <> ''),
    CONSTRAINT "IntakeForm_answers_are_given" CHECK ('' <> ALL (ARRAY[btrim("medicalHistory"), btrim("medication"), btrim("allergies"), btrim("emergencyContact")]))
);

CREATE INDEX "IntakeForm_patientId_createdAt_idx" ON "IntakeForm"("patientId", "createdAt");

ALTER TABLE "IntakeForm" ADD CONSTRAINT "IntakeForm_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "IntakeForm" ADD CONSTRAINT "IntakeForm_submittedById_fkey" FOREIGN KEY ("submittedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
