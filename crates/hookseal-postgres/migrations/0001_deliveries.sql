-- What is known of each delivery. One row for each, under the digest that it is known by;
-- nothing of its payload.
CREATE TABLE hookseal.deliveries (
    key         bytea       PRIMARY KEY CHECK (octet_length(key) = 32),
    -- The version of the row, which every reader must know.
    v           smallint    NOT NULL,
    -- 0 free, 1 in flight, 2 done.
    state       smallint    NOT NULL CHECK (state IN (0, 1, 2)),
    -- Grows with each grant; the first is the time in microseconds.
    token       bigint      NOT NULL,
    -- Runs of the handler, from 1.
    attempt     integer     NOT NULL,
    fingerprint bytea       NOT NULL CHECK (octet_length(fingerprint) = 16),
    -- While in flight: when another run may take over.
    lease_until timestamptz NULL,
    -- When the row counts for nothing any more, and may be deleted.
    expires_at  timestamptz NOT NULL
-- Rows are updated once or twice: room for that on their page.
) WITH (fillfactor = 70);

CREATE INDEX deliveries_expires_at ON hookseal.deliveries (expires_at);
