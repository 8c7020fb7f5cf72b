CREATE TYPE "InvoiceStatus" AS ENUM ('DRAFT', 'ISSUED', 'PARTLY_PAID', 'PAID', 'REFUNDED', 'VOID');
CREATE TYPE "PaymentMethod" AS ENUM ('CASH', 'CARD', 'TRANSFER', 'MEDICARE');
CREATE TYPE "ClaimStatus" AS ENUM ('PREPARED', 'SUBMITTED', 'ACCEPTED', 'REJECTED', 'PAID', 'WITHDRAWN');

CREATE SEQUENCE "invoice_numbers";
CREATE FUNCTION invoice_number() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT 'INV-' || to_char(nextval('public.invoice_numbers'), 'FM000000000')
$$;

CREATE TABLE "Invoice" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "number" TEXT NOT NULL DEFAULT invoice_number(),
    "patientId" UUID NOT NULL,
    "appointmentId" UUID,
    "createdById" UUID NOT NULL,
    "status" "InvoiceStatus" NOT NULL DEFAULT 'DRAFT',
    "total" DECIMAL(12,2) NOT NULL,
    "paid" DECIMAL(12,2) NOT NULL DEFAULT 0,
    "refunded" DECIMAL(12,2) NOT NULL DEFAULT 0,
    "claimed" DECIMAL(12,2) NOT NULL DEFAULT 0,
    "dueOn" DATE,
    "issuedAt" TIMESTAMPTZ(3),
    "voidReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Invoice_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Invoice_number_is_given" CHECK (btrim("number") <> ''),
    CONSTRAINT "Invoice_total_is_possible" CHECK ("total" BETWEEN 0.01 AND 9999999.99),
    CONSTRAINT "Invoice_paid_is_owed" CHECK ("paid" BETWEEN 0 AND "total"),
    CONSTRAINT "Invoice_refunded_was_paid" CHECK ("refunded" BETWEEN 0 AND "paid"),
    CONSTRAINT "Invoice_claimed_is_owed" CHECK ("claimed" BETWEEN 0 AND "total"),
    CONSTRAINT "Invoice_claimed_when_issued" CHECK ("claimed" = 0 OR "status" NOT IN ('DRAFT', 'VOID')),
    CONSTRAINT "Invoice_status_follows_money" CHECK (CASE "status"
      WHEN 'DRAFT' THEN "paid" = 0
      WHEN 'ISSUED' THEN "paid" = 0
      WHEN 'PARTLY_PAID' THEN "paid" > 0 AND "paid" < "total" AND "refunded" < "paid"
      WHEN 'PAID' THEN "paid" = "total" AND "refunded" < "paid"
      WHEN 'REFUNDED' THEN "paid" > 0 AND "refunded" = "paid"
      ELSE "refunded" = "paid"
    END),
    CONSTRAINT "Invoice_issued_has_a_time" CHECK (CASE "status" WHEN 'DRAFT' THEN "issuedAt" IS NULL WHEN 'VOID' THEN true ELSE "issuedAt" IS NOT NULL END),
    CONSTRAINT "Invoice_void_has_a_reason" CHECK (CASE "status" WHEN 'VOID' THEN coalesce(btrim("voidReason"), '') <> '' ELSE "voidReason" IS NULL END)
);

CREATE TABLE "InvoiceLine" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "invoiceId" UUID NOT NULL,
    "patientId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unitPrice" DECIMAL(12,2) NOT NULL,

    CONSTRAINT "InvoiceLine_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "InvoiceLine_position_is_possible" CHECK ("position" BETWEEN 1 AND 50),
    CONSTRAINT "InvoiceLine_description_is_given" CHECK (btrim("description") <> ''),
    CONSTRAINT "InvoiceLine_quantity_is_possible" CHECK ("quantity" BETWEEN 1 AND 1000),
    CONSTRAINT "InvoiceLine_unitPrice_is_possible" CHECK ("unitPrice" BETWEEN 0.01 AND 9999999.99)
);

CREATE TABLE "Payment" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "invoiceId" UUID NOT NULL,
    "patientId" UUID NOT NULL,
    "receivedById" UUID NOT NULL,
    "amount" DECIMAL(12,2) NOT NULL,
    "method" "PaymentMethod" NOT NULL,
    "reference" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Payment_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Payment_amount_is_possible" CHECK ("amount" BETWEEN 0.01 AND 9999999.99)
);

CREATE TABLE "Refund" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "invoiceId" UUID NOT NULL,
    "patientId" UUID NOT NULL,
    "refundedById" UUID NOT NULL,
    "amount" DECIMAL(12,2) NOT NULL,
    "reason" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Refund_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Refund_amount_is_possible" CHECK ("amount" BETWEEN 0.01 AND 9999999.99),
    CONSTRAINT "Refund_reason_is_given" CHECK (btrim("reason") <> '')
);

CREATE TABLE "MedicareClaim" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "invoiceId" UUID NOT NULL,
    "patientId" UUID NOT NULL,
    "createdById" UUID NOT NULL,
    "medicareNumber" TEXT NOT NULL,
    "itemNumber" TEXT NOT NULL,
    "amount" DECIMAL(12,2) NOT NULL,
    "status" "ClaimStatus" NOT NULL DEFAULT 'PREPARED',
    "statusReason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MedicareClaim_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "MedicareClaim_medicareNumber_has_its_form" CHECK ("medicareNumber" ~ '^[2-6][0-9]{9,10}$'),
    CONSTRAINT "MedicareClaim_itemNumber_has_its_form" CHECK ("itemNumber" ~ '^[1-9][0-9]{0,4}$'),
    CONSTRAINT "MedicareClaim_amount_is_possible" CHECK ("amount" BETWEEN 0.01 AND 9999999.99),
    CONSTRAINT "MedicareClaim_reason_is_given" CHECK (CASE WHEN "status" IN ('REJECTED', 'WITHDRAWN') THEN coalesce(btrim("statusReason"), '') <> '' ELSE "statusReason" IS NULL END)
);

CREATE UNIQUE INDEX "Invoice_number_key" ON "Invoice"("number");
CREATE UNIQUE INDEX "Invoice_id_patientId_key" ON "Invoice"("id", "patientId");
CREATE INDEX "Invoice_patientId_createdAt_idx" ON "Invoice"("patientId", "createdAt");
CREATE INDEX "Invoice_status_createdAt_idx" ON "Invoice"("status", "createdAt");
CREATE INDEX "Invoice_createdAt_idx" ON "Invoice"("createdAt");
CREATE INDEX "Invoice_appointmentId_idx" ON "Invoice"("appointmentId");
CREATE UNIQUE INDEX "InvoiceLine_invoiceId_position_key" ON "InvoiceLine"("invoiceId", "position");
CREATE INDEX "Payment_invoiceId_idx" ON "Payment"("invoiceId");
CREATE INDEX "Refund_invoiceId_idx" ON "Refund"("invoiceId");
CREATE INDEX "MedicareClaim_invoiceId_idx" ON "MedicareClaim"("invoiceId");
CREATE INDEX "MedicareClaim_patientId_createdAt_idx" ON "MedicareClaim"("patientId", "createdAt");
CREATE INDEX "MedicareClaim_status_createdAt_idx" ON "MedicareClaim"("status", "createdAt");
CREATE INDEX "MedicareClaim_createdAt_idx" ON "MedicareClaim"("createdAt");

ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_appointmentId_fkey" FOREIGN KEY ("appointmentId") REFERENCES "Appointment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- With the patient: what hangs on an invoice is its patient's.
ALTER TABLE "InvoiceLine" ADD CONSTRAINT "InvoiceLine_invoiceId_patientId_fkey" FOREIGN KEY ("invoiceId", "patientId") REFERENCES "Invoice"("id", "patientId") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_invoiceId_patientId_fkey" FOREIGN KEY ("invoiceId", "patientId") REFERENCES "Invoice"("id", "patientId") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_receivedById_fkey" FOREIGN KEY ("receivedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Refund" ADD CONSTRAINT "Refund_invoiceId_patientId_fkey" FOREIGN KEY ("invoiceId", "patientId") REFERENCES "Invoice"("id", "patientId") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Refund" ADD CONSTRAINT "Refund_refundedById_fkey" FOREIGN KEY ("refundedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "MedicareClaim" ADD CONSTRAINT "MedicareClaim_invoiceId_patientId_fkey" FOREIGN KEY ("invoiceId", "patientId") REFERENCES "Invoice"("id", "patientId") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "MedicareClaim" ADD CONSTRAINT "MedicareClaim_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE FUNCTION billing_refuse(fault text, relation text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', fault USING ERRCODE = 'check_violation', TABLE = relation;
END $$;

-- The same table of steps as in src/clinic/billing/invoice-steps.ts. What was paid and refunded says the status itself.
CREATE FUNCTION invoice_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving CONSTANT text[] := '{status,paid,refunded,claimed,issuedAt,voidReason,updatedAt}';
  steps CONSTANT jsonb := '{"DRAFT": ["ISSUED", "VOID"], "ISSUED": ["PARTLY_PAID", "PAID", "VOID"],
    "PARTLY_PAID": ["PAID", "REFUNDED"], "PAID": ["REFUNDED"], "REFUNDED": ["VOID"], "VOID": []}';
  fault text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'DRAFT' THEN fault := 'begins as DRAFT'; END IF;
  ELSE
    IF (NEW.paid, NEW.refunded) <> (OLD.paid, OLD.refunded) THEN
      NEW.status := (CASE WHEN NEW.refunded = NEW.paid THEN 'REFUNDED' WHEN NEW.paid = NEW.total THEN 'PAID' ELSE 'PARTLY_PAID' END)::"InvoiceStatus";
    END IF;
    IF NEW.status <> OLD.status AND NOT steps -> OLD.status::text ? NEW.status::text THEN
      fault := format('that is %s cannot become %s', OLD.status, NEW.status);
    ELSIF OLD.status <> 'DRAFT' AND to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN fault := 'says the same once it is issued';
    ELSIF OLD.status = 'VOID' AND to_jsonb(NEW) - 'updatedAt' <> to_jsonb(OLD) - 'updatedAt' THEN fault := 'that is VOID is final';
    ELSIF OLD."issuedAt" IS NOT NULL AND NEW."issuedAt" IS DISTINCT FROM OLD."issuedAt" THEN fault := 'was issued once';
    ELSIF NEW.paid < OLD.paid OR NEW.refunded < OLD.refunded THEN fault := 'forgets no payment and no refund';
    ELSIF NEW.claimed > OLD.claimed AND NEW.status = 'REFUNDED' THEN fault := 'that is REFUNDED leaves nothing to claim';
    ELSIF (NEW.id, NEW.number, NEW."patientId", NEW."createdById", NEW."createdAt") <> (OLD.id, OLD.number, OLD."patientId", OLD."createdById", OLD."createdAt") THEN
      fault := 'keeps its number, its patient and its author';
    END IF;
  END IF;
  IF fault IS NULL AND NEW."appointmentId" IS NOT NULL AND NOT EXISTS (
    SELECT FROM "Appointment" WHERE id = NEW."appointmentId" AND "patientId" = NEW."patientId"
  ) THEN fault := 'is for an appointment of its own patient'; END IF;
  IF fault IS NOT NULL THEN PERFORM billing_refuse('An invoice ' || fault, 'Invoice'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER invoice_keep BEFORE INSERT OR UPDATE ON "Invoice" FOR EACH ROW EXECUTE FUNCTION invoice_keep();

-- The lock lets nobody issue the invoice between this question and the end of the change.
CREATE FUNCTION invoice_line_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.id, NEW."invoiceId") <> (OLD.id, OLD."invoiceId") THEN
    PERFORM billing_refuse('A line stays on its invoice', 'InvoiceLine');
  END IF;
  PERFORM FROM "Invoice" WHERE id = coalesce(NEW."invoiceId", OLD."invoiceId") AND status = 'DRAFT' FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM billing_refuse('A line changes while its invoice is a DRAFT', 'InvoiceLine'); END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER invoice_line_keep BEFORE INSERT OR UPDATE OR DELETE ON "InvoiceLine" FOR EACH ROW EXECUTE FUNCTION invoice_line_keep();

CREATE FUNCTION money_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM billing_refuse('A payment or refund stays as it was written', TG_TABLE_NAME);
  RETURN NULL;
END $$;
CREATE TRIGGER payment_stays BEFORE UPDATE OR DELETE ON "Payment" FOR EACH ROW EXECUTE FUNCTION money_stays();
CREATE TRIGGER refund_stays BEFORE UPDATE OR DELETE ON "Refund" FOR EACH ROW EXECUTE FUNCTION money_stays();

-- The same table of steps as in src/clinic/billing/claim-steps.ts; a claim says the same from beginning to end.
CREATE FUNCTION medicare_claim_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving CONSTANT text[] := '{status,statusReason,updatedAt}';
  steps CONSTANT jsonb := '{"PREPARED": ["SUBMITTED", "WITHDRAWN"], "SUBMITTED": ["ACCEPTED", "REJECTED", "WITHDRAWN"],
    "ACCEPTED": ["PAID"], "REJECTED": ["SUBMITTED", "WITHDRAWN"], "PAID": [], "WITHDRAWN": []}';
  fault text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'PREPARED' THEN fault := 'begins as PREPARED'; END IF;
  ELSIF TG_OP = 'DELETE' THEN fault := 'is withdrawn, never deleted';
  ELSIF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN fault := 'says the same from beginning to end';
  ELSIF NEW.status = OLD.status AND NEW."statusReason" IS DISTINCT FROM OLD."statusReason" THEN fault := 'keeps the reason of its status';
  ELSIF NEW.status <> OLD.status AND NOT steps -> OLD.status::text ? NEW.status::text THEN
    fault := format('that is %s cannot become %s', OLD.status, NEW.status);
  END IF;
  IF fault IS NOT NULL THEN PERFORM billing_refuse('A claim ' || fault, 'MedicareClaim'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER medicare_claim_keep BEFORE INSERT OR UPDATE OR DELETE ON "MedicareClaim" FOR EACH ROW EXECUTE FUNCTION medicare_claim_keep();

-- The sums of an invoice are those of its rows, whoever wrote which of them: asked at the end of every transaction. Who
-- changes a sum changes the invoice's row, so of two at the same moment the later one finds what the earlier one left.
CREATE FUNCTION invoice_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  invoice "Invoice";
BEGIN
  SELECT * INTO invoice FROM "Invoice" WHERE id = (to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0])::uuid;
  IF FOUND AND (invoice.total, invoice.paid, invoice.refunded, invoice.claimed) <> (
    (SELECT coalesce(sum(quantity * "unitPrice"), 0) FROM "InvoiceLine" WHERE "invoiceId" = invoice.id),
    (SELECT coalesce(sum(amount), 0) FROM "Payment" WHERE "invoiceId" = invoice.id),
    (SELECT coalesce(sum(amount), 0) FROM "Refund" WHERE "invoiceId" = invoice.id),
    (SELECT coalesce(sum(amount), 0) FROM "MedicareClaim" WHERE "invoiceId" = invoice.id AND status NOT IN ('REJECTED', 'WITHDRAWN'))
  ) THEN
    PERFORM billing_refuse('The sums of an invoice are those of its lines, payments, refunds and claims', 'Invoice');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER invoice_sums AFTER INSERT OR UPDATE ON "Invoice" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoice_sums('id');
CREATE CONSTRAINT TRIGGER invoice_sums AFTER INSERT OR UPDATE OR DELETE ON "InvoiceLine" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoice_sums('invoiceId');
CREATE CONSTRAINT TRIGGER invoice_sums AFTER INSERT OR UPDATE OR DELETE ON "Payment" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoice_sums('invoiceId');
CREATE CONSTRAINT TRIGGER invoice_sums AFTER INSERT OR UPDATE OR DELETE ON "Refund" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoice_sums('invoiceId');
CREATE CONSTRAINT TRIGGER invoice_sums AFTER INSERT OR UPDATE OR DELETE ON "MedicareClaim" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoice_sums('invoiceId');
