-- Proof that somebody may create the first administrator.
CREATE TABLE "BootstrapToken" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BootstrapToken_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "BootstrapToken_tokenHash_key" ON "BootstrapToken"("tokenHash");

-- Once there is an administrator who can sign in, there always is one, whoever changes the rows.
CREATE FUNCTION keep_an_admin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two administrators who remove each other at the same moment take turns; the second one sees what the first did.
  -- That holds at READ COMMITTED only: a stricter isolation keeps an older snapshot, so it may not do this at all.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'Take an administrator away at READ COMMITTED' USING ERRCODE = 'feature_not_supported';
  END IF;
  PERFORM pg_advisory_xact_lock(7203114552);
  IF NOT EXISTS (SELECT FROM "User" WHERE 'ADMIN' = ANY (roles) AND active AND "deletedAt" IS NULL) THEN
    RAISE EXCEPTION 'The last active administrator must stay'
      USING ERRCODE = 'CU001', TABLE = 'User';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER user_keep_an_admin_on_update AFTER UPDATE ON "User" FOR EACH ROW
  WHEN ('ADMIN' = ANY (OLD.roles) AND OLD.active AND OLD."deletedAt" IS NULL
    AND NOT ('ADMIN' = ANY (NEW.roles) AND NEW.active AND NEW."deletedAt" IS NULL))
  EXECUTE FUNCTION keep_an_admin();
CREATE TRIGGER user_keep_an_admin_on_delete AFTER DELETE ON "User" FOR EACH ROW
  WHEN ('ADMIN' = ANY (OLD.roles) AND OLD.active AND OLD."deletedAt" IS NULL)
  EXECUTE FUNCTION keep_an_admin();
