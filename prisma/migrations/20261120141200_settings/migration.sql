-- A list of { weekday, opens, closes } whose times are times, whose hours end after they begin, and of which no two of
-- one weekday overlap.
CREATE FUNCTION clinic_opening_hours_hold(hours jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN jsonb_typeof(hours) <> 'array' THEN false ELSE
    jsonb_array_length(hours) <= 28 AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(hours) AS span
      WHERE (SELECT array_agg(key ORDER BY key) FROM jsonb_object_keys(span) key) IS DISTINCT FROM '{closes,opens,weekday}'
        OR span ->> 'weekday' <> ALL ('{MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY,SATURDAY,SUNDAY}')
        OR (span ->> 'opens' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$') IS NOT TRUE
        OR (span ->> 'closes' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$') IS NOT TRUE
        OR span ->> 'opens' COLLATE "C" >= span ->> 'closes'
    ) AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(hours) WITH ORDINALITY AS one (span, place)
      JOIN jsonb_array_elements(hours) WITH ORDINALITY AS other (span, place) ON one.place < other.place
        AND one.span ->> 'weekday' = other.span ->> 'weekday'
        AND one.span ->> 'opens' COLLATE "C" < other.span ->> 'closes'
        AND other.span ->> 'opens' COLLATE "C" < one.span ->> 'closes'
    ) END
$$;

CREATE TABLE "ClinicSettings" (
    "id" TEXT NOT NULL DEFAULT 'clinic',
    "name" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "slotMinutes" INTEGER NOT NULL,
    "openingHours" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ClinicSettings_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "ClinicSettings_is_one" CHECK ("id" = 'clinic'),
    CONSTRAINT "ClinicSettings_name_is_given" CHECK ("name" = btrim("name") AND "name" <> ''),
    -- A name that the server does not know raises an error of its own.
    CONSTRAINT "ClinicSettings_timeZone_is_known" CHECK ("timeZone" ~ '^[A-Za-z]' AND timezone("timeZone", 'epoch'::timestamptz) IS NOT NULL),
    CONSTRAINT "ClinicSettings_slotMinutes_in_range" CHECK ("slotMinutes" BETWEEN 5 AND 240),
    CONSTRAINT "ClinicSettings_openingHours_hold" CHECK (clinic_opening_hours_hold("openingHours"))
);
