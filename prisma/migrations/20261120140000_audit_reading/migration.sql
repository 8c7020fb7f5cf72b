-- What reading the log needs. Every index slows every record a little; each stands for a filter or an order of the API.

-- ?actorEmail, sort=actorEmail
CREATE INDEX "audit_log_actorEmail_id_idx" ON "audit_log"("actorEmail", "id");
-- ?action=DELETION, sort=action
CREATE INDEX "audit_log_action_id_idx" ON "audit_log"("action", "id");
-- ?entityType without an id, sort=entityType
CREATE INDEX "audit_log_entityType_id_idx" ON "audit_log"("entityType", "id");
-- ?ip, an address or a network
CREATE INDEX "audit_log_ip_id_idx" ON "audit_log"("ip", "id");
-- ?outcome=DENIED and ?source=DATABASE ask for the rare values; nearly every record has the other ones.
CREATE INDEX "audit_log_outcome_id_idx" ON "audit_log"("outcome", "id") WHERE "outcome" <> 'SUCCESS';
CREATE INDEX "audit_log_source_id_idx" ON "audit_log"("source", "id") WHERE "source" <> 'HTTP';
-- ?patientId, ?role, ?changedField: one GIN index of three columns costs less than three.
DROP INDEX "audit_log_patientIds_idx";
CREATE INDEX "audit_log_patientIds_actorRoles_changedFields_idx" ON "audit_log"
  USING GIN ("patientIds", "actorRoles", "changedFields");

-- Text as ?q compares it: lower case, without accents. Built of immutable functions only, so that it may be indexed and
-- the planner may look through it; nothing has to be installed for it.
CREATE FUNCTION audit_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length(value) = char_length(value) THEN lower(value)
    ELSE lower(translate(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g'), 'ØøŁłĐđ', 'OoLlDd')) END
$$;

-- The small things that ?q searches. Ids within the path are left out: their digits would be most of the index, and
-- whoever has an id gives the whole of it.
CREATE FUNCTION audit_search_text(label text, email text, path text, ip inet) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.audit_fold(coalesce(label, '') || E'\n' || coalesce(email, '') || E'\n'
    || coalesce(regexp_replace(path, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}', '', 'g'), '') || E'\n' || coalesce(host(ip), ''))
$$;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "audit_log_search_idx" ON "audit_log"
  USING GIN (audit_search_text("entityLabel", "actorEmail", "path", "ip") gin_trgm_ops);
-- ?q in details: they are too large for the index above, the newest of them are read.
CREATE INDEX "audit_log_details_idx" ON "audit_log"("id") WHERE "details" IS NOT NULL;

-- ?oldValue and ?newValue: what a change replaced and wrote, as hashes. Only changes have it.
CREATE FUNCTION audit_changed_values(before jsonb, after jsonb, fields text[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT hashtextextended(lower(value), 0))
  FROM (SELECT * FROM jsonb_each_text(before) UNION ALL SELECT * FROM jsonb_each_text(after)) AS state (field, value)
  WHERE value IS NOT NULL AND (before IS NULL OR after IS NULL OR field = ANY (fields))
$$;
CREATE INDEX "audit_log_values_idx" ON "audit_log" USING GIN (audit_changed_values("before", "after", "changedFields"))
  WHERE "before" IS NOT NULL OR "after" IS NOT NULL;
