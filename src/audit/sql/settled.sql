-- Every transaction below this id that can have written a record is over. What runs in other databases of the server
-- does not count: a snapshot's lowest id would wait for a migration or a backup that has nothing to do with this log.
-- What cannot be told to run elsewhere counts as running here, a prepared transaction for one.
CREATE OR REPLACE FUNCTION public.audit_settled_until() RETURNS xid8 LANGUAGE sql VOLATILE
SET search_path = pg_catalog AS $$
  WITH taken AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
  elsewhere AS MATERIALIZED (
    SELECT l.transactionid AS id FROM taken
    CROSS JOIN pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock'
      AND a.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
  )
  SELECT coalesce(
    (SELECT min(running) FROM pg_snapshot_xip(snapshot) AS running
     WHERE running::xid NOT IN (SELECT id FROM elsewhere)),
    pg_snapshot_xmax(snapshot)) FROM taken
$$;
REVOKE ALL ON FUNCTION public.audit_settled_until() FROM PUBLIC;
