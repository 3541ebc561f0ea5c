-- $1 key. The row stays for its counters.
UPDATE hookseal.deliveries SET state = 0
WHERE key = $1 AND state = 2 AND expires_at > clock_timestamp()
