CREATE TYPE "Formulation" AS ENUM ('TABLET', 'CAPSULE', 'SYRUP', 'INJECTION', 'CREAM', 'DROPS', 'INHALER', 'OTHER');

CREATE TABLE "Medicine" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "name" TEXT NOT NULL,
    "strength" TEXT NOT NULL,
    "formulation" "Formulation" NOT NULL,
    "activeIngredient" TEXT,
    "manufacturer" TEXT,
    "description" TEXT,
    "stock" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Medicine_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Medicine_name_is_given" CHECK (btrim("name") <> ''),
    CONSTRAINT "Medicine_strength_is_given" CHECK (btrim("strength") <> ''),
    CONSTRAINT "Medicine_stock_is_possible" CHECK ("stock" BETWEEN 0 AND 10000000)
);

-- PARACETAMOL 500mg and Paracetamol 500 mg are the same medicine.
CREATE FUNCTION clinic_medicine(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(public.clinic_fold(value), '\s', '', 'g')
$$;
CREATE UNIQUE INDEX "Medicine_name_key" ON "Medicine" (clinic_medicine("name"), clinic_medicine("strength"), "formulation");
