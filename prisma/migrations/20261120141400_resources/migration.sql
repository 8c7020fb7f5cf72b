CREATE TYPE "ResourceKind" AS ENUM ('ROOM', 'EQUIPMENT');

CREATE TABLE "Resource" (
    "id" UUID NOT NULL DEFAULT uuid7(),
    "kind" "ResourceKind" NOT NULL,
    "name" TEXT NOT NULL,
    "site" TEXT,
    "description" TEXT,
    "capacity" INTEGER,
    "inService" BOOLEAN NOT NULL DEFAULT true,
    "deletedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Resource_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Resource_name_is_given" CHECK ("name" = btrim("name") AND "name" <> ''),
    CONSTRAINT "Resource_site_is_given" CHECK (btrim("site") <> ''),
    CONSTRAINT "Resource_description_is_given" CHECK (btrim("description") <> ''),
    CONSTRAINT "Resource_capacity_in_range" CHECK ("capacity" BETWEEN 1 AND 1000)
);

-- Every site may have its Room 1; a removed one gives its name back.
CREATE UNIQUE INDEX "Resource_name_key" ON "Resource" (clinic_fold("name"), coalesce(clinic_fold("site"), '')) WHERE "deletedAt" IS NULL;
