-- What the API keeps besides users and sessions.

CREATE TABLE api_keys (
    key_id TEXT COLLATE "C" PRIMARY KEY NOT NULL, -- names the key; good for nothing else
    secret_hash BYTEA NOT NULL, -- SHA-256
    user_key BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL,
    rights BIGINT NOT NULL, -- a bit each, by the number of the right
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT
);
CREATE INDEX api_keys_user_key_idx ON api_keys (user_key);

-- Passwords that are good for choosing another one, beside the user's own.
CREATE TABLE temporary_passwords (
    user_key BIGINT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_hash TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- How a user likes lists in consoles; the colours stand with the user.
CREATE TABLE console_preferences (
    user_key BIGINT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    preferences BYTEA NOT NULL -- ttn.lorawan.v3.UserConsolePreferences, encoded
);

CREATE TABLE bookmarks (
    user_key BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    target_key BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    CONSTRAINT bookmarks_user_key_target_key_key PRIMARY KEY (user_key, target_key)
);
CREATE INDEX bookmarks_target_key_idx ON bookmarks (target_key);

-- What servers together have let somebody ask for, by the SHA-256 of an address or an account.
CREATE TABLE rate_limits (
    subject BYTEA PRIMARY KEY NOT NULL,
    full_at BIGINT NOT NULL -- the whole limit is free again from then on
);
CREATE INDEX rate_limits_full_at_idx ON rate_limits (full_at);
