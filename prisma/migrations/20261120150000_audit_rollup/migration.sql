-- Counts of records, derived from the log: what statistics read of time that is over.
CREATE TABLE "audit_rollup" (
    "span" TEXT NOT NULL,
    "dimension" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(0) NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "audit_rollup_pkey" PRIMARY KEY ("span","dimension","bucket","key")
);
