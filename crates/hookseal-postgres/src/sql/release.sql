-- $1 key, $2 token. The row stays for its counters.
UPDATE hookseal.deliveries SET state = 0, lease_until = NULL
WHERE key = $1 AND token = $2 AND state = 1
