-- Seals over the trail. Each covers the records after those of the one before, up to its last one, and that seal's head.
CREATE TABLE audit_seals (
    number BIGINT PRIMARY KEY NOT NULL, -- 1, 2, 3 and so on
    first_id BIGINT NOT NULL,
    last_id BIGINT NOT NULL,
    count BIGINT NOT NULL,
    sealed_at BIGINT NOT NULL,
    previous BYTEA NOT NULL, -- SHA-256, as the head; zeros in the first
    head BYTEA NOT NULL
);

-- Held by whoever makes a seal.
INSERT INTO locks (name, taken) VALUES ('seals', 0);
