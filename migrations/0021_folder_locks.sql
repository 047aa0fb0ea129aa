-- Folders that nobody moves or deletes, whoever they are.
CREATE TABLE folder_locks (
    id {new_id},
    folder_id BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX folder_locks_folder ON folder_locks (folder_id);

-- Which folders lie above one of them: to delete one of these would delete it, too.
CREATE TABLE folder_lock_places (
    folder_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    PRIMARY KEY (folder_id, item_id)
);
CREATE INDEX folder_lock_places_item ON folder_lock_places (item_id);
