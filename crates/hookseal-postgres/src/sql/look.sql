-- $1 key, $2 fingerprint. What keeps a key from being granted.
SELECT v,
       state,
       fingerprint = $2 AS same_body,
       COALESCE(EXTRACT(EPOCH FROM lease_until - clock_timestamp()), 0)::float8 AS lease_left
FROM hookseal.deliveries
WHERE key = $1 AND expires_at > clock_timestamp()
