-- $1 key, $2 token. Whether this very reservation was committed.
SELECT EXISTS (
    SELECT FROM hookseal.deliveries WHERE key = $1 AND token = $2 AND state = 2
)
