-- Guesses at passwords, by the SHA-256 of what they are counted for: an account, an address, a device.
CREATE TABLE guesses (
    subject BYTEA PRIMARY KEY NOT NULL,
    count BIGINT NOT NULL,
    next_at BIGINT NOT NULL, -- the next one is free from then on
    last_at BIGINT NOT NULL
);
CREATE INDEX guesses_last_at_idx ON guesses (last_at);

-- Browsers on which users have logged in: their owners are not delayed by the guesses of others.
CREATE TABLE devices (
    token_hash BYTEA NOT NULL, -- SHA-256
    user_key BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (token_hash, user_key)
);
CREATE INDEX devices_user_key_idx ON devices (user_key);
CREATE INDEX devices_used_at_idx ON devices (used_at);
