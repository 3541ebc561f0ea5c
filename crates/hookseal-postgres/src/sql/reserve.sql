-- $1 key, $2 fingerprint, $3 lease in seconds, $4 retention in seconds.
-- The row, or nothing if another holds it or it is done. clock_timestamp, not now: the
-- latter stands still while the statement waits for another's row lock. Tokens begin with
-- the time in microseconds, so that they are greater than those of a row that was swept.
INSERT INTO hookseal.deliveries AS d
    (key, v, state, token, attempt, fingerprint, lease_until, expires_at)
VALUES
    ($1, 1, 1, (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint, 1, $2,
     clock_timestamp() + make_interval(secs => $3),
     clock_timestamp() + make_interval(secs => $3 + $4))
ON CONFLICT (key) DO UPDATE SET
    state       = 1,
    token       = GREATEST(d.token + 1, EXCLUDED.token),
    attempt     = CASE WHEN d.expires_at <= clock_timestamp() THEN 1 ELSE d.attempt + 1 END,
    fingerprint = EXCLUDED.fingerprint,
    lease_until = clock_timestamp() + make_interval(secs => $3),
    expires_at  = clock_timestamp() + make_interval(secs => $3 + $4)
WHERE d.v = 1
  AND (d.state = 0
       OR (d.state = 1 AND d.lease_until <= clock_timestamp())
       OR d.expires_at <= clock_timestamp())
RETURNING token, attempt
