-- What the owner of the tables cannot switch off, because it belongs to a superuser: the log cannot be dropped, and every
-- other change of the audit's own objects becomes a record.
CREATE OR REPLACE FUNCTION public.audit_trace_note(command text, object text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO public.audit_log ("action", "event", "outcome", "source", "actorType", "actorName", "entityType", "entityId", "ip", "details")
  VALUES ('UPDATE', 'audit.altered', 'SUCCESS', 'DATABASE', 'DATABASE', session_user, 'AuditLog', object, inet_client_addr(),
    jsonb_strip_nulls(jsonb_build_object('command', command, 'databaseUser', session_user,
      'applicationName', nullif(current_setting('application_name'), ''), 'statement', left(current_query(), 1000))));
  -- A trigger or a rule that swallows records would swallow the record of itself.
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the audit log takes no records any more: % of % is refused', command, object USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;
REVOKE ALL ON FUNCTION public.audit_trace_note(text, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.audit_trace_drop() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
  gone record;
BEGIN
  -- All of them before the first note: it could not be written to a log that is among them.
  FOR gone IN SELECT object_type AS kind, object_identity AS name FROM pg_event_trigger_dropped_objects() LOOP
    -- A partition that was detached has lost the guards that belong to the log, and may go.
    IF (gone.kind IN ('table', 'table column') AND gone.name ~ '^public\.audit_log(\.|$)')
      OR (gone.kind = 'trigger' AND gone.name ~ '^audit_no_(change|back_dating) on public\.audit_log')
      OR (gone.kind = 'trigger' AND gone.name = 'audit_no_truncate on public.audit_log')
      OR (gone.kind = 'function' AND gone.name ~ '^public\.audit_trace_')
    THEN
      RAISE EXCEPTION 'the audit log stays: dropping the % % is refused', gone.kind, gone.name
        USING ERRCODE = 'insufficient_privilege', HINT = 'A month that may go is detached first, which leaves a record.';
    END IF;
  END LOOP;
  FOR gone IN SELECT object_identity AS name FROM pg_event_trigger_dropped_objects() WHERE original LOOP
    IF gone.name ~ '^audit_(capture|no_truncate) on '
      OR gone.name ~ '(^| on )public\."?(audit_|Audit(Action|Outcome|Source|ActorType)"|uuid7)'
    THEN
      PERFORM public.audit_trace_note(TG_TAG, gone.name);
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION public.audit_trace_change() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
DECLARE
  done record;
BEGIN
  IF to_regclass('public.audit_log') IS NULL THEN
    RAISE EXCEPTION 'the audit log stays where it is: % is refused', TG_TAG USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- The server's login makes the partitions of the months to come, by a function, and can do nothing else here.
  IF session_user = public.audit_app_role() THEN RETURN; END IF;
  FOR done IN SELECT command_tag AS command, object_identity AS name, objid FROM pg_event_trigger_ddl_commands() LOOP
    IF done.name ~ '^audit_(capture|no_)[a-z_]* on '
      OR done.name ~ '(^| on )public\."?(audit_|Audit(Action|Outcome|Source|ActorType)"|uuid7)'
      -- A partition by whatever name, and a trigger that is switched off: it shows only in the table's catalogue.
      OR (done.command = 'ALTER TABLE' AND EXISTS (SELECT FROM pg_inherits
        WHERE inhrelid = done.objid AND inhparent = 'public.audit_log'::regclass))
      OR (done.command = 'ALTER TABLE' AND EXISTS (SELECT FROM pg_trigger
        WHERE tgrelid = done.objid AND tgname IN ('audit_capture', 'audit_no_truncate') AND tgenabled <> 'A'))
      OR (done.command IN ('GRANT', 'REVOKE') AND current_query() ~* 'audit_|all\s+tables')
    THEN
      PERFORM public.audit_trace_note(done.command, coalesce(done.name, 'rights'));
    END IF;
  END LOOP;
END $$;

DROP EVENT TRIGGER IF EXISTS audit_trace_drop;
DROP EVENT TRIGGER IF EXISTS audit_trace_change;
CREATE EVENT TRIGGER audit_trace_drop ON sql_drop EXECUTE FUNCTION public.audit_trace_drop();
CREATE EVENT TRIGGER audit_trace_change ON ddl_command_end EXECUTE FUNCTION public.audit_trace_change();
ALTER EVENT TRIGGER audit_trace_drop ENABLE ALWAYS;
ALTER EVENT TRIGGER audit_trace_change ENABLE ALWAYS;
