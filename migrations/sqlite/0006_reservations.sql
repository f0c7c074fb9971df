-- IDs that admins keep free: single ones, or all that are alike, with * for any characters.
CREATE TABLE reservations (
    pattern TEXT NOT NULL,
    reason TEXT NOT NULL,
    reserved_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    CONSTRAINT reservations_pattern_key PRIMARY KEY (pattern)
) STRICT;
