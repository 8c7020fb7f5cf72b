CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- Text as it is searched and sorted: without accents, in lower case. The dictionary is named, so that the answer depends
-- on no search_path and the function may stand in an index.
CREATE FUNCTION clinic_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize(value, NFKC)))
$$;

-- A LIKE pattern for texts that contain the value. Folding comes first: it can bring forth a % or an underscore.
CREATE FUNCTION clinic_containing(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT '%' || regexp_replace(public.clinic_fold(value), '([\\%_])', '\\\1', 'g') || '%'
$$;

-- 123.456.789-09 and 12345678909 are the same document.
CREATE FUNCTION clinic_document(number text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT upper(regexp_replace(number, '[^A-Za-z0-9]', '', 'g'))
$$;

CREATE TYPE "Sex" AS ENUM ('FEMALE', 'MALE', 'INTERSEX', 'UNKNOWN');

CREATE TABLE "Patient" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "fullName" TEXT NOT NULL,
    "birthDate" DATE NOT NULL,
    "sex" "Sex" NOT NULL DEFAULT 'UNKNOWN',
    "documentNumber" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "address" TEXT,
    "restricted" BOOLEAN NOT NULL DEFAULT false,
    "deletedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Patient_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Patient_fullName_is_given" CHECK ("fullName" = btrim("fullName") AND "fullName" <> ''),
    -- What is true of a birth date today stays true: a check may ask for the day here.
    CONSTRAINT "Patient_birthDate_is_past" CHECK ("birthDate" BETWEEN '1900-01-01' AND (now() AT TIME ZONE 'UTC')::date),
    CONSTRAINT "Patient_documentNumber_is_given" CHECK (clinic_document("documentNumber") <> ''),
    CONSTRAINT "Patient_phone_is_given" CHECK ("phone" ~ '[0-9]'),
    CONSTRAINT "Patient_email_lower_case" CHECK ("email" = lower("email") AND "email" LIKE '_%@_%'),
    CONSTRAINT "Patient_address_is_given" CHECK (btrim("address") <> '')
);

-- A removed patient gives his document's number back.
CREATE UNIQUE INDEX "Patient_documentNumber_key" ON "Patient" (clinic_document("documentNumber")) WHERE "deletedAt" IS NULL;

-- What a search looks through. A restricted patient is found by his name alone: whoever could look for parts of the
-- masked values would soon know them.
CREATE FUNCTION clinic_patient_text(name text, born date, document text, phone text, restricted boolean)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN restricted THEN public.clinic_fold(name) ELSE
    concat_ws(E'\n', public.clinic_fold(name), to_char(born, 'YYYY-MM-DD'), to_char(born, 'DD/MM/YYYY'), lower(document),
      lower(public.clinic_document(document)), lower(phone), regexp_replace(phone, '[^0-9+]', '', 'g'))
  END
$$;

CREATE INDEX "Patient_search_idx" ON "Patient"
  USING gin (clinic_patient_text("fullName", "birthDate", "documentNumber", "phone", "restricted") gin_trgm_ops)
  WHERE "deletedAt" IS NULL;
CREATE INDEX "Patient_by_name_idx" ON "Patient" ("restricted", clinic_fold("fullName"), "id") WHERE "deletedAt" IS NULL;
CREATE INDEX "Patient_by_birthDate_idx" ON "Patient" ("restricted", "birthDate", "id") WHERE "deletedAt" IS NULL;
CREATE INDEX "Patient_by_createdAt_idx" ON "Patient" ("createdAt", "id") WHERE "deletedAt" IS NULL;
