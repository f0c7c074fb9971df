-- Profile pictures. A new picture has a new name, so that browsers can keep what they have loaded.
ALTER TABLE users ADD COLUMN picture_id TEXT;

CREATE TABLE pictures (
    picture_id TEXT NOT NULL, -- random
    size INTEGER NOT NULL, -- pixels of either side
    user_key INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    mime_type TEXT NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pictures_picture_id_size_key PRIMARY KEY (picture_id, size)
) STRICT;
CREATE INDEX pictures_user_key_idx ON pictures (user_key);
