SELECT pg_is_in_recovery() AS is_standby,
       current_setting('fsync') AS fsync,
       current_setting('synchronous_commit') AS synchronous_commit,
       (SELECT relpersistence = 'p' FROM pg_class
        WHERE oid = to_regclass('hookseal.deliveries')) AS is_kept
