-- Lists, searches and totals of many users.

-- Whether the user is not deleted: what SQLite's indexes of the live users need.
ALTER TABLE users ADD COLUMN live BOOLEAN NOT NULL DEFAULT TRUE
    CONSTRAINT users_live_check CHECK (live = (deleted_at IS NULL));
DROP INDEX users_email_identity_key;
CREATE UNIQUE INDEX users_email_identity_key ON users (email_identity) INCLUDE (id) WHERE live = TRUE;

-- Name and description as searches compare them, and flags. ID and identity of the address are so already.
ALTER TABLE users ADD COLUMN folded TEXT COLLATE "C" NOT NULL DEFAULT '';
-- What queries of three letters and more look at.
ALTER TABLE users ADD COLUMN search TEXT COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (user_id || chr(10) || email_identity || chr(10) || folded) STORED;
-- What shorter ones look at: beginnings of words, and flags. Empty until derived.
ALTER TABLE users ADD COLUMN facets TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX users_underived_idx ON users (id) WHERE facets = '';

-- One index for each order of the live users, so that no page needs a sort. By address there is the unique one.
-- With the key in them, rows that a page skips are not looked up.
CREATE INDEX users_live_user_id_idx ON users (user_id) INCLUDE (id) WHERE live = TRUE;
CREATE INDEX users_live_name_idx ON users ((name = ''), name, id) WHERE live = TRUE;
CREATE INDEX users_live_state_idx ON users (state, id) WHERE live = TRUE;
CREATE INDEX users_live_admin_idx ON users (admin, id) WHERE live = TRUE;
CREATE INDEX users_live_created_at_idx ON users (created_at, id) WHERE live = TRUE;

-- Every three letters of every text, and every facet.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX users_search_trgm ON users USING gin (search gin_trgm_ops);
CREATE INDEX users_facets_gin ON users USING gin (string_to_array(facets, ' '));

-- How many users there are: live ones by the number of their state, deleted ones as 5.
CREATE TABLE totals (
    kind INTEGER PRIMARY KEY NOT NULL,
    users BIGINT NOT NULL
);
-- What is to be added to them. Writers add rows here, since all of them would wait for one another at six.
CREATE TABLE totals_changes (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind INTEGER NOT NULL,
    users BIGINT NOT NULL
);
INSERT INTO totals (kind, users)
SELECT kind, (SELECT count(*) FROM users WHERE CASE WHEN deleted_at IS NULL THEN state ELSE 5 END = kind)
FROM generate_series(0, 5) AS kinds (kind);

CREATE FUNCTION users_totals_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO totals_changes (kind, users)
    SELECT CASE WHEN deleted_at IS NULL THEN state ELSE 5 END, count(*) FROM new_users GROUP BY 1;
    RETURN NULL;
END $$;
CREATE FUNCTION users_totals_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO totals_changes (kind, users)
    SELECT CASE WHEN deleted_at IS NULL THEN state ELSE 5 END, -count(*) FROM old_users GROUP BY 1;
    RETURN NULL;
END $$;
CREATE FUNCTION users_totals_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO totals_changes (kind, users)
    SELECT kind, sum(users) FROM (
        SELECT CASE WHEN deleted_at IS NULL THEN state ELSE 5 END AS kind, 1 AS users FROM new_users
        UNION ALL
        SELECT CASE WHEN deleted_at IS NULL THEN state ELSE 5 END, -1 FROM old_users
    ) AS changes GROUP BY kind HAVING sum(users) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER users_totals_insert AFTER INSERT ON users
REFERENCING NEW TABLE AS new_users FOR EACH STATEMENT EXECUTE FUNCTION users_totals_insert();
CREATE TRIGGER users_totals_delete AFTER DELETE ON users
REFERENCING OLD TABLE AS old_users FOR EACH STATEMENT EXECUTE FUNCTION users_totals_delete();
CREATE TRIGGER users_totals_update AFTER UPDATE ON users
REFERENCING OLD TABLE AS old_users NEW TABLE AS new_users FOR EACH STATEMENT EXECUTE FUNCTION users_totals_update();

-- What admins note about users in words of their own.
CREATE TABLE user_attributes (
    user_key BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL, -- the value, as searches compare it
    PRIMARY KEY (user_key, key)
);
CREATE INDEX user_attributes_key_idx ON user_attributes (key, user_key);
