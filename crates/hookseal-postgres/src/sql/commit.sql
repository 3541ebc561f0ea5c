-- $1 key, $2 token, $3 retention in seconds.
UPDATE hookseal.deliveries SET
    state       = 2,
    lease_until = NULL,
    expires_at  = clock_timestamp() + make_interval(secs => $3)
WHERE key = $1 AND token = $2 AND state = 1
