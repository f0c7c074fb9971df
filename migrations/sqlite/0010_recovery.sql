-- Ways back into an account, by mail.
CREATE TABLE login_tokens (
    token_hash BLOB PRIMARY KEY NOT NULL, -- SHA-256
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX login_tokens_user_key_idx ON login_tokens (user_key);
CREATE INDEX login_tokens_expires_at_idx ON login_tokens (expires_at);
