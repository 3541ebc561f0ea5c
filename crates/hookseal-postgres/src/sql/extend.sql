-- $1 key, $2 token, $3 lease in seconds, $4 retention in seconds.
UPDATE hookseal.deliveries SET
    lease_until = clock_timestamp() + make_interval(secs => $3),
    expires_at  = clock_timestamp() + make_interval(secs => $3 + $4)
WHERE key = $1 AND token = $2 AND state = 1
