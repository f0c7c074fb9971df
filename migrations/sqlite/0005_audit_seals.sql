-- Seals over the trail. Each covers the records after those of the one before, up to its last one, and that seal's head.
CREATE TABLE audit_seals (
    number INTEGER PRIMARY KEY NOT NULL, -- 1, 2, 3 and so on
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    count INTEGER NOT NULL,
    sealed_at INTEGER NOT NULL,
    previous BLOB NOT NULL, -- SHA-256, as the head; zeros in the first
    head BLOB NOT NULL
) STRICT;

-- Held by whoever makes a seal.
INSERT INTO locks (name, taken) VALUES ('seals', 0);
