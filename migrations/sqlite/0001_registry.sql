-- Users, how they log in, and the trail of what was done. Times are microseconds since 1970 UTC.

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused: nothing of a purged user can come back to a new one
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    primary_email_address TEXT NOT NULL,
    email_identity TEXT NOT NULL,
    primary_email_address_validated_at INTEGER,
    state INTEGER NOT NULL,
    state_description TEXT NOT NULL,
    suspended_until INTEGER,
    expires_at INTEGER,
    delete_at INTEGER,
    due_at INTEGER, -- the earliest of the three
    admin INTEGER NOT NULL,
    theme TEXT NOT NULL,
    password_updated_at INTEGER,
    require_password_update INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    deleted_by TEXT,
    CONSTRAINT users_state_check CHECK (state BETWEEN 0 AND 4)
) STRICT;

-- The reservation: a deleted user keeps the ID until purged.
CREATE UNIQUE INDEX users_user_id_key ON users (user_id);
-- An address is free as soon as its user is deleted.
CREATE UNIQUE INDEX users_email_identity_key ON users (email_identity) WHERE deleted_at IS NULL;
CREATE INDEX users_deleted_at_idx ON users (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX users_admin_idx ON users (admin) WHERE admin;
CREATE INDEX users_due_at_idx ON users (due_at) WHERE due_at IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE credentials (
    user_key INTEGER PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_hash TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE password_links (
    token_hash BLOB PRIMARY KEY NOT NULL, -- SHA-256
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX password_links_user_key_idx ON password_links (user_key);

CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY NOT NULL, -- names the session; good for nothing else
    token_hash BLOB NOT NULL, -- SHA-256
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER NOT NULL, -- when the password was last asked for
    seen_at INTEGER NOT NULL,
    idle_micros INTEGER NOT NULL,
    idle_expires_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sessions_token_hash_key ON sessions (token_hash);
CREATE INDEX sessions_user_key_idx ON sessions (user_key);

CREATE TABLE flashes (
    name TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL,
    body TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    request_id TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT;
CREATE INDEX audit_target_idx ON audit (target, id);
CREATE INDEX audit_actor_idx ON audit (actor, id);

-- Rows that contenders lock before they check a condition over other rows.
CREATE TABLE locks (
    name TEXT PRIMARY KEY NOT NULL,
    taken INTEGER NOT NULL
) STRICT;
INSERT INTO locks (name, taken) VALUES ('admins', 0);
