-- What is claimed is never more than what was invoiced and not refunded, and nothing once all that was paid is refunded.
-- A trigger and no check: an invoice that an earlier version let pass can still be put right, one claim after the other.
-- It comes after invoice_keep, which says the status; whoever refunds or claims holds the invoice's row.
CREATE FUNCTION invoice_claimed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM billing_refuse('An invoice is claimed up to what was not refunded', 'Invoice');
  RETURN NULL;
END $$;
CREATE TRIGGER invoice_claimed_stays AFTER UPDATE ON "Invoice" FOR EACH ROW
  WHEN ((NEW."claimed" > OLD."claimed" OR NEW."refunded" > OLD."refunded")
    AND NEW."claimed" > CASE NEW."status" WHEN 'REFUNDED' THEN 0 ELSE NEW."total" - NEW."refunded" END)
  EXECUTE FUNCTION invoice_claimed_stays();
