-- Programs that act for users.
CREATE TABLE oauth_clients (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    client_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    secret_hash BYTEA, -- SHA-256; none of a public client
    redirect_uris TEXT COLLATE "C" NOT NULL, -- a JSON array
    logout_redirect_uris TEXT COLLATE "C" NOT NULL, -- a JSON array
    state INTEGER NOT NULL,
    skip_authorization BOOLEAN NOT NULL, -- nobody is asked
    rights BIGINT NOT NULL, -- a bit each, by the number of the right
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT oauth_clients_state_check CHECK (state BETWEEN 0 AND 4)
);
CREATE UNIQUE INDEX oauth_clients_client_id_key ON oauth_clients (client_id);

-- The command line. RIGHT_ALL is number 55.
INSERT INTO oauth_clients (client_id, name, description, redirect_uris, logout_redirect_uris, state,
    skip_authorization, rights, created_at, updated_at)
VALUES ('cli', 'Command line', 'Logs the command line in.', '["local-callback","code"]', '[]', 1,
    TRUE, 1::bigint << 55, floor(extract(epoch FROM now()))::bigint * 1000000,
    floor(extract(epoch FROM now()))::bigint * 1000000);

-- What users have let clients do.
CREATE TABLE oauth_authorizations (
    user_key BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_key BIGINT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    rights BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (user_key, client_key)
);
CREATE INDEX oauth_authorizations_client_key_idx ON oauth_authorizations (client_key);

-- Good for one pair of tokens. Used ones are kept for a while, to know when one is used again.
CREATE TABLE oauth_codes (
    code_id TEXT COLLATE "C" PRIMARY KEY NOT NULL, -- names the code; good for nothing else
    secret_hash BYTEA NOT NULL, -- SHA-256
    user_key BIGINT NOT NULL,
    client_key BIGINT NOT NULL,
    session_id TEXT COLLATE "C" NOT NULL,
    rights BIGINT NOT NULL,
    redirect_uri TEXT COLLATE "C" NOT NULL,
    challenge TEXT COLLATE "C", -- of PKCE, by S256
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    FOREIGN KEY (user_key, client_key) REFERENCES oauth_authorizations (user_key, client_key) ON DELETE CASCADE
);
CREATE INDEX oauth_codes_user_key_idx ON oauth_codes (user_key, client_key);
CREATE INDEX oauth_codes_expires_at_idx ON oauth_codes (expires_at);

-- Pairs of an access and a refresh token. Those that were replaced are kept for a while, for the same reason.
CREATE TABLE oauth_tokens (
    token_id TEXT COLLATE "C" PRIMARY KEY NOT NULL, -- names the pair; good for nothing else
    family TEXT COLLATE "C" NOT NULL, -- all that come of one code
    access_hash BYTEA NOT NULL, -- SHA-256
    refresh_hash BYTEA NOT NULL, -- SHA-256
    user_key BIGINT NOT NULL,
    client_key BIGINT NOT NULL,
    session_id TEXT COLLATE "C" NOT NULL,
    rights BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL, -- of the access token
    refresh_expires_at BIGINT NOT NULL,
    replaced_at BIGINT,
    FOREIGN KEY (user_key, client_key) REFERENCES oauth_authorizations (user_key, client_key) ON DELETE CASCADE
);
CREATE INDEX oauth_tokens_family_idx ON oauth_tokens (family);
CREATE INDEX oauth_tokens_user_key_idx ON oauth_tokens (user_key, client_key);
CREATE INDEX oauth_tokens_refresh_expires_at_idx ON oauth_tokens (refresh_expires_at);
