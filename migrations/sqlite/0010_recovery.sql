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

-- Proofs that an address is whose user has it: of this user, and of this address alone.
CREATE TABLE email_validations (
    reference TEXT PRIMARY KEY NOT NULL, -- names the validation; good for nothing else
    token_hash BLOB NOT NULL, -- SHA-256
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    mail_id TEXT NOT NULL, -- the last mail with it
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, -- when it was last mailed
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
-- One at a time for a user.
CREATE UNIQUE INDEX email_validations_user_key_key ON email_validations (user_key) WHERE used_at IS NULL;
CREATE INDEX email_validations_expires_at_idx ON email_validations (expires_at);
