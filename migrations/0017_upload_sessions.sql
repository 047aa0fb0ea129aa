-- Files that come in parts. A session names what its parts are to become; nothing refers to the items, which may be gone by
-- the time it is committed.
CREATE TABLE upload_sessions (
    id {new_id},
    name {bytes} NOT NULL, -- 16 bytes: the id that clients know
    user_id BIGINT NOT NULL, -- whose session it is
    folder_id BIGINT NOT NULL, -- where a new file goes, as its maker names it (0 is the root)
    file_id BIGINT, -- or the file that gets a new version
    file_name TEXT, -- of a new version: null keeps the name
    file_size BIGINT NOT NULL,
    part_size BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    dropped_at BIGINT NOT NULL, -- from then on it is not there any more, and is taken apart
    -- The whole, once the parts were joined: `object` until a file has it.
    digest {bytes},
    sha1 {bytes},
    object TEXT,
    made_id BIGINT -- the file that came of it
);
CREATE UNIQUE INDEX upload_sessions_name ON upload_sessions (name);
CREATE UNIQUE INDEX upload_sessions_object ON upload_sessions (object) WHERE object IS NOT NULL;
CREATE INDEX upload_sessions_dropped ON upload_sessions (dropped_at);
CREATE INDEX upload_sessions_open ON upload_sessions (user_id, expires_at, file_size) WHERE made_id IS NULL;

CREATE TABLE upload_parts (
    session_id BIGINT NOT NULL REFERENCES upload_sessions (id),
    number BIGINT NOT NULL, -- from 0: where it begins, in parts
    size BIGINT NOT NULL,
    sha1 {bytes} NOT NULL,
    object TEXT, -- null once it is in the whole
    PRIMARY KEY (session_id, number)
);
CREATE UNIQUE INDEX upload_parts_object ON upload_parts (object) WHERE object IS NOT NULL;
