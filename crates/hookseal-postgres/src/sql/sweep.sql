-- $1 how many rows at most. Rows that another holds are left for the next time.
DELETE FROM hookseal.deliveries
WHERE key IN (
    SELECT key FROM hookseal.deliveries
    WHERE expires_at <= clock_timestamp()
    ORDER BY expires_at
    LIMIT $1
    FOR UPDATE SKIP LOCKED
)
