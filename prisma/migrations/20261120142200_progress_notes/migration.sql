CREATE TABLE "ProgressNote" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "patientId" UUID NOT NULL,
    "authorId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProgressNote_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ProgressNote_title_is_given" CHECK (btrim("title") <> ''),
    CONSTRAINT "ProgressNote_text_is_given" CHECK (btrim("text") <> '')
);

CREATE INDEX "ProgressNote_patientId_createdAt_idx" ON "ProgressNote"("patientId", "createdAt");

ALTER TABLE "ProgressNote" ADD CONSTRAINT "ProgressNote_patientId_fkey" FOREIGN KEY ("patientId") REFERENCES "Patient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ProgressNote" ADD CONSTRAINT "ProgressNote_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A note stays whose it is and about whom it is, and its versions are counted without a gap, whoever changes the row.
CREATE FUNCTION progress_note_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.version := 1;
    RETURN NEW;
  END IF;
  IF (NEW."authorId", NEW."patientId", NEW."createdAt") IS DISTINCT FROM (OLD."authorId", OLD."patientId", OLD."createdAt") THEN
    RAISE EXCEPTION 'A progress note keeps its author, its patient and its date' USING ERRCODE = 'check_violation', TABLE = 'ProgressNote';
  END IF;
  NEW.version := OLD.version + CASE WHEN (NEW.title, NEW.text) IS DISTINCT FROM (OLD.title, OLD.text) THEN 1 ELSE 0 END;
  RETURN NEW;
END $$;

CREATE TRIGGER progress_note_keep BEFORE INSERT OR UPDATE ON "ProgressNote" FOR EACH ROW EXECUTE FUNCTION progress_note_keep();
