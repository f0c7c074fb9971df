-- What the API keeps besides users and sessions.

CREATE TABLE api_keys (
    key_id TEXT PRIMARY KEY NOT NULL, -- names the key; good for nothing else
    secret_hash BLOB NOT NULL, -- SHA-256
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    rights INTEGER NOT NULL, -- a bit each, by the number of the right
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER
) STRICT;
CREATE INDEX api_keys_user_key_idx ON api_keys (user_key);

-- Passwords that are good for choosing another one, beside the user's own.
CREATE TABLE temporary_passwords (
    user_key INTEGER PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- How a user likes lists in consoles; the colours stand with the user.
CREATE TABLE console_preferences (
    user_key INTEGER PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    preferences BLOB NOT NULL -- ttn.lorawan.v3.UserConsolePreferences, encoded
) STRICT;

CREATE TABLE bookmarks (
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    target_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    CONSTRAINT bookmarks_user_key_target_key_key PRIMARY KEY (user_key, target_key)
) STRICT;
CREATE INDEX bookmarks_target_key_idx ON bookmarks (target_key);

-- What servers together have let somebody ask for, by the SHA-256 of an address or an account.
CREATE TABLE rate_limits (
    subject BLOB PRIMARY KEY NOT NULL,
    full_at INTEGER NOT NULL -- the whole limit is free again from then on
) STRICT;
CREATE INDEX rate_limits_full_at_idx ON rate_limits (full_at);
