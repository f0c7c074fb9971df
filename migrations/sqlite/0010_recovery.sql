-- Ways back into an account, by mail, and what users are told of.
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

-- What users are told of. One that several are told of has one name.
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notification_id TEXT NOT NULL, -- a UUID
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    about TEXT NOT NULL, -- the user whom it is about, who may be gone
    sender TEXT,
    data TEXT NOT NULL, -- JSON, without secrets
    mailed INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    status INTEGER NOT NULL,
    status_updated_at INTEGER
) STRICT;
CREATE UNIQUE INDEX notifications_user_key_notification_id_key ON notifications (user_key, notification_id);
CREATE INDEX notifications_user_key_created_at_idx ON notifications (user_key, created_at);
CREATE INDEX notifications_created_at_idx ON notifications (created_at);

-- Kinds of notifications that a user does not want to be mailed.
CREATE TABLE muted_notifications (
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    CONSTRAINT muted_notifications_user_key_kind_key PRIMARY KEY (user_key, kind)
) STRICT;

-- Mails that tell of something, for which nobody has asked, do not count against those that somebody asks for.
ALTER TABLE mails ADD COLUMN notice INTEGER NOT NULL DEFAULT 0;
