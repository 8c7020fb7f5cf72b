CREATE TABLE "Vitals" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "patientId" UUID NOT NULL,
    "recordedById" UUID NOT NULL,
    "measuredAt" TIMESTAMPTZ(3) NOT NULL,
    "systolic" INTEGER,
    "diastolic" INTEGER,
    "pulse" INTEGER,
    "respiratoryRate" INTEGER,
    "temperature" DECIMAL(3,1),
    "oxygenSaturation" INTEGER,
    "weight" DECIMAL(5,2),
    "height" DECIMAL(4,1),
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Vitals_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Vitals_something_is_measured" CHECK (num_nonnulls("systolic", "pulse", "respiratoryRate", "temperature", "oxygenSaturation", "weight", "height") > 0),
    CONSTRAINT "Vitals_pressure_is_a_pair" CHECK (("systolic" IS NULL) = ("diastolic" IS NULL)),
    CONSTRAINT "Vitals_diastolic_is_lower" CHECK ("diastolic" < "systolic"),
    CONSTRAINT "Vitals_systolic_is_possible" CHECK ("systolic" BETWEEN 30 AND 350),
    CONSTRAINT "Vitals_diastolic_is_possible" CHECK ("diastolic" BETWEEN 10 AND 250),
    CONSTRAINT "Vitals_pulse_is_possible" CHECK ("pulse" BETWEEN 0 AND 350),
    CONSTRAINT "Vitals_respiratoryRate_is_possible" CHECK ("respiratoryRate" BETWEEN 0 AND 120),
    CONSTRAINT "Vitals_temperature_is_possible" CHECK ("temperature" BETWEEN 20 AND 45),
    CONSTRAINT "Vitals_oxygenSaturation_is_possible" CHECK ("oxygenSaturation" BETWEEN 0 AND 100),
    CONSTRAINT "Vitals_weight_is_possible" CHECK ("weight" BETWEEN 0.2 AND 700),
    CONSTRAINT "Vitals_height_is_possible" CHECK ("height" BETWEEN 15 AND 280),
    CONSTRAINT "Vitals_note_is_given" CHECK (btrim("note") <> ''),
    -- What has been measured stays measured: a check may ask for the time here. Five minutes for clocks that run ahead.
    CONSTRAINT "Vitals_measuredAt_is_past" CHECK ("measuredAt" BETWEEN '1900-01-01' AND now() + interval '5 minutes')
);

CREATE INDEX "Vitals_patientId_measuredAt_idx" ON "Vitals"("patientId", "measuredAt");

ALTER TABLE "Vitals" ADD CONSTRAINT "Vitals_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Vitals" ADD CONSTRAINT "Vitals_recordedById_fkey" FOREIGN KEY ("recordedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
