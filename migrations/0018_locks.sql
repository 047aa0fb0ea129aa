-- Locks of files. A file's row names its lock; one that has run out is none, whether its row is there or not.
CREATE TABLE locks (
    id {new_id},
    item_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL, -- whose it is
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    is_download_prevented BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX locks_item ON locks (item_id);
CREATE INDEX locks_user ON locks (user_id);
CREATE INDEX locks_expired ON locks (expires_at) WHERE expires_at IS NOT NULL;
ALTER TABLE items ADD COLUMN lock_id BIGINT;

-- Which folders lie above a locked file: a folder with one in it is neither moved nor deleted by others.
CREATE TABLE lock_places (
    folder_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    PRIMARY KEY (folder_id, item_id)
);
CREATE INDEX lock_places_item ON lock_places (item_id);
