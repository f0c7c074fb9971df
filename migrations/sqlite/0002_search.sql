-- Lists, searches and totals of many users.

-- Whether the user is not deleted. An index of the live users only holds what is asked about them by this: of a column that
-- is compared with a constant SQLite knows the value without looking at the row, but not of `IS NULL`.
ALTER TABLE users ADD COLUMN live INTEGER NOT NULL DEFAULT 1
    CONSTRAINT users_live_check CHECK (live = (deleted_at IS NULL));
DROP INDEX users_email_identity_key;
CREATE UNIQUE INDEX users_email_identity_key ON users (email_identity) WHERE live = TRUE;

-- Name and description as searches compare them, and flags. ID and identity of the address are so already.
ALTER TABLE users ADD COLUMN folded TEXT NOT NULL DEFAULT '';
-- What queries of three letters and more look at.
ALTER TABLE users ADD COLUMN search TEXT NOT NULL
    GENERATED ALWAYS AS (user_id || char(10) || email_identity || char(10) || folded) VIRTUAL;
-- What shorter ones look at: beginnings of words, and flags. Empty until derived.
ALTER TABLE users ADD COLUMN facets TEXT NOT NULL DEFAULT '';
CREATE INDEX users_underived_idx ON users (id) WHERE facets = '';

-- One index for each order of the live users, so that no page needs a sort. By address there is the unique one.
-- The key ends each of them by itself.
CREATE INDEX users_live_user_id_idx ON users (user_id) WHERE live = TRUE;
CREATE INDEX users_live_name_idx ON users ((name = ''), name) WHERE live = TRUE;
CREATE INDEX users_live_state_idx ON users (state) WHERE live = TRUE;
CREATE INDEX users_live_admin_idx ON users (admin) WHERE live = TRUE;
CREATE INDEX users_live_created_at_idx ON users (created_at) WHERE live = TRUE;

-- Every three letters of every text.
CREATE VIRTUAL TABLE users_search_fts USING fts5 (
    search, content = 'users', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', columnsize = 0
);
-- Every facet. They stand between spaces; all other signs belong to them.
CREATE VIRTUAL TABLE users_facets_fts USING fts5 (
    facets, content = 'users', content_rowid = 'id', columnsize = 0, detail = 'none',
    tokenize = "ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'"
);
-- Bytes that are gathered before they are written: a batch of an import is one piece of the index.
INSERT INTO users_search_fts (users_search_fts, rank) VALUES ('hashsize', 33554432);
INSERT INTO users_search_fts (users_search_fts) VALUES ('rebuild');
INSERT INTO users_facets_fts (users_facets_fts) VALUES ('rebuild');

CREATE TRIGGER users_fts_insert AFTER INSERT ON users BEGIN
    INSERT INTO users_search_fts (rowid, search) VALUES (new.id, new.search);
    INSERT INTO users_facets_fts (rowid, facets) VALUES (new.id, new.facets);
END;
CREATE TRIGGER users_fts_delete AFTER DELETE ON users BEGIN
    INSERT INTO users_search_fts (users_search_fts, rowid, search) VALUES ('delete', old.id, old.search);
    INSERT INTO users_facets_fts (users_facets_fts, rowid, facets) VALUES ('delete', old.id, old.facets);
END;
CREATE TRIGGER users_search_fts_update AFTER UPDATE ON users WHEN old.search <> new.search BEGIN
    INSERT INTO users_search_fts (users_search_fts, rowid, search) VALUES ('delete', old.id, old.search);
    INSERT INTO users_search_fts (rowid, search) VALUES (new.id, new.search);
END;
CREATE TRIGGER users_facets_fts_update AFTER UPDATE ON users WHEN old.facets <> new.facets BEGIN
    INSERT INTO users_facets_fts (users_facets_fts, rowid, facets) VALUES ('delete', old.id, old.facets);
    INSERT INTO users_facets_fts (rowid, facets) VALUES (new.id, new.facets);
END;

-- How many users there are: live ones by the number of their state, deleted ones as 5.
CREATE TABLE totals (
    kind INTEGER PRIMARY KEY NOT NULL,
    users INTEGER NOT NULL
) STRICT;
WITH kinds (kind) AS (VALUES (0), (1), (2), (3), (4), (5))
INSERT INTO totals (kind, users)
SELECT kind, (SELECT count(*) FROM users WHERE CASE WHEN deleted_at IS NULL THEN state ELSE 5 END = kind) FROM kinds;

CREATE TRIGGER users_totals_insert AFTER INSERT ON users BEGIN
    UPDATE totals SET users = users + 1 WHERE kind = CASE WHEN new.deleted_at IS NULL THEN new.state ELSE 5 END;
END;
CREATE TRIGGER users_totals_delete AFTER DELETE ON users BEGIN
    UPDATE totals SET users = users - 1 WHERE kind = CASE WHEN old.deleted_at IS NULL THEN old.state ELSE 5 END;
END;
CREATE TRIGGER users_totals_update AFTER UPDATE OF state, deleted_at ON users
WHEN old.state <> new.state OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
    UPDATE totals SET users = users - 1 WHERE kind = CASE WHEN old.deleted_at IS NULL THEN old.state ELSE 5 END;
    UPDATE totals SET users = users + 1 WHERE kind = CASE WHEN new.deleted_at IS NULL THEN new.state ELSE 5 END;
END;

-- What admins note about users in words of their own.
CREATE TABLE user_attributes (
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    folded TEXT NOT NULL, -- the value, as searches compare it
    PRIMARY KEY (user_key, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_attributes_key_idx ON user_attributes (key, user_key);
