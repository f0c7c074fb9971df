-- Users, how they log in, and the trail of what was done. Times are microseconds since 1970 UTC.
-- COLLATE "C" sorts as SQLite does, whatever the locale of the database.

CREATE TABLE users (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- never reused: nothing of a purged user can come back to a new one
    user_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    primary_email_address TEXT COLLATE "C" NOT NULL,
    email_identity TEXT COLLATE "C" NOT NULL,
    primary_email_address_validated_at BIGINT,
    state INTEGER NOT NULL,
    state_description TEXT COLLATE "C" NOT NULL,
    suspended_until BIGINT,
    expires_at BIGINT,
    delete_at BIGINT,
    due_at BIGINT, -- the earliest of the three
    admin BOOLEAN NOT NULL,
    theme TEXT COLLATE "C" NOT NULL,
    password_updated_at BIGINT,
    require_password_update BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    deleted_by TEXT COLLATE "C",
    CONSTRAINT users_state_check CHECK (state BETWEEN 0 AND 4)
);

-- The reservation: a deleted user keeps the ID until purged.
CREATE UNIQUE INDEX users_user_id_key ON users (user_id);
-- An address is free as soon as its user is deleted.
CREATE UNIQUE INDEX users_email_identity_key ON users (email_identity) INCLUDE (id) WHERE deleted_at IS NULL;
CREATE INDEX users_deleted_at_idx ON users (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX users_admin_idx ON users (admin) WHERE admin;
CREATE INDEX users_due_at_idx ON users (due_at) WHERE due_at IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE credentials (
    user_key BIGINT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_hash TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE password_links (
    token_hash BYTEA PRIMARY KEY NOT NULL, -- SHA-256
    user_key BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX password_links_user_key_idx ON password_links (user_key);

CREATE TABLE sessions (
    session_id TEXT COLLATE "C" PRIMARY KEY NOT NULL, -- names the session; good for nothing else
    token_hash BYTEA NOT NULL, -- SHA-256
    user_key BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL, -- when the password was last asked for
    seen_at BIGINT NOT NULL,
    idle_micros BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    user_agent TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX sessions_token_hash_key ON sessions (token_hash);
CREATE INDEX sessions_user_key_idx ON sessions (user_key);

CREATE TABLE flashes (
    name TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    session_id TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE audit (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    before TEXT COLLATE "C" NOT NULL,
    after TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_target_idx ON audit (target, id);
CREATE INDEX audit_actor_idx ON audit (actor, id);

-- Rows that contenders lock before they check a condition over other rows.
CREATE TABLE locks (
    name TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    taken BIGINT NOT NULL
);
INSERT INTO locks (name, taken) VALUES ('admins', 0);
