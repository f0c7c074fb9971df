-- IDs that admins keep free: single ones, or all that are alike, with * for any characters.
CREATE TABLE reservations (
    pattern TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    reserved_by TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    CONSTRAINT reservations_pattern_key PRIMARY KEY (pattern)
);
