CREATE TYPE "LabUrgency" AS ENUM ('ROUTINE', 'URGENT');
CREATE TYPE "LabOrderStatus" AS ENUM ('ORDERED', 'COLLECTED', 'RESULTED', 'CANCELLED');
CREATE TYPE "LabFinding" AS ENUM ('NORMAL', 'ABNORMAL', 'CRITICAL');

CREATE TABLE "LabOrder" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "patientId" UUID NOT NULL,
    "orderedById" UUID NOT NULL,
    "test" TEXT NOT NULL,
    "urgency" "LabUrgency" NOT NULL DEFAULT 'ROUTINE',
    "question" TEXT,
    "status" "LabOrderStatus" NOT NULL DEFAULT 'ORDERED',
    "collectedAt" TIMESTAMPTZ(3),
    "result" TEXT,
    "finding" "LabFinding",
    "resultedAt" TIMESTAMPTZ(3),
    "resultedById" UUID,
    "cancelReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LabOrder_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "LabOrder_test_is_given" CHECK (btrim("test") <> ''),
    CONSTRAINT "LabOrder_result_is_given" CHECK (btrim("result") <> ''),
    CONSTRAINT "LabOrder_resulted_has_a_result" CHECK (
      num_nonnulls("result", "finding", "resultedAt", "resultedById") = CASE WHEN "status" = 'RESULTED' THEN 4 ELSE 0 END
    ),
    CONSTRAINT "LabOrder_collected_has_a_time" CHECK ("status" <> 'COLLECTED' OR "collectedAt" IS NOT NULL),
    CONSTRAINT "LabOrder_cancelled_has_a_reason" CHECK (("status" = 'CANCELLED') = (coalesce(btrim("cancelReason"), '') <> ''))
);

CREATE INDEX "LabOrder_patientId_createdAt_idx" ON "LabOrder"("patientId", "createdAt");

ALTER TABLE "LabOrder" ADD CONSTRAINT "LabOrder_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "LabOrder" ADD CONSTRAINT "LabOrder_orderedById_fkey" FOREIGN KEY ("orderedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "LabOrder" ADD CONSTRAINT "LabOrder_resultedById_fkey" FOREIGN KEY ("resultedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The same table of steps as in src/clinic/lab-orders/lab-order-steps.ts; what is final does not change at all.
CREATE FUNCTION lab_order_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'ORDERED' THEN
      RAISE EXCEPTION 'A lab order begins as ORDERED' USING ERRCODE = 'check_violation', TABLE = 'LabOrder';
    END IF;
  ELSIF OLD.status IN ('RESULTED', 'CANCELLED') THEN
    IF to_jsonb(NEW) - 'updatedAt' <> to_jsonb(OLD) - 'updatedAt' THEN
      RAISE EXCEPTION 'A lab order that is % is final', OLD.status USING ERRCODE = 'check_violation', TABLE = 'LabOrder';
    END IF;
  ELSIF OLD.status = 'COLLECTED' AND NEW.status = 'ORDERED' THEN
    RAISE EXCEPTION 'A lab order that is COLLECTED cannot become ORDERED' USING ERRCODE = 'check_violation', TABLE = 'LabOrder';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER lab_order_step BEFORE INSERT OR UPDATE ON "LabOrder" FOR EACH ROW EXECUTE FUNCTION lab_order_step();
