-- What files hold. Content is found by its digest (BLAKE3), and stored once however often it is uploaded or copied.
CREATE TABLE blobs (
    id {id},
    digest {bytes} NOT NULL,
    size BIGINT NOT NULL,
    bytes {bytes}, -- small content itself
    object TEXT, -- or the name of the object that holds it
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX blobs_digest ON blobs (digest);
CREATE UNIQUE INDEX blobs_object ON blobs (object) WHERE object IS NOT NULL;

-- All that a file has ever been. The current version is the one that items.version_id names.
CREATE TABLE file_versions (
    id {new_id}, -- an address that somebody was given names it
    file_id BIGINT NOT NULL REFERENCES items (id),
    blob_id BIGINT NOT NULL REFERENCES blobs (id),
    number BIGINT NOT NULL, -- from 1
    name TEXT NOT NULL, -- the file's, at that time
    size BIGINT NOT NULL,
    sha1 {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL, -- of the content, as its uploader says
    modified_by BIGINT NOT NULL REFERENCES users (id),
    trashed_at BIGINT,
    trashed_by BIGINT REFERENCES users (id),
    restored_at BIGINT,
    restored_by BIGINT REFERENCES users (id)
);
CREATE INDEX file_versions_of ON file_versions (file_id, (id + 0));
CREATE INDEX file_versions_blob ON file_versions (blob_id);

-- What the server signs with: addresses of downloads, which carry their own permission.
CREATE TABLE server_keys (
    name TEXT NOT NULL PRIMARY KEY,
    secret {bytes} NOT NULL
);

-- Counted instead (`counters`, 'space_used'): a user's uploads must not meet in one row.
ALTER TABLE users DROP COLUMN space_used;
