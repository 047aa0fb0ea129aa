-- What each user has had to do with lately: an item once, with what was done to it last.
CREATE TABLE recent_items (
    user_id BIGINT NOT NULL REFERENCES users (id),
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    interaction TEXT NOT NULL, -- item_upload, item_comment, item_modify
    interacted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, item_id)
) {clustered};
CREATE INDEX recent_items_by_time ON recent_items (user_id, interacted_at, item_id);
CREATE INDEX recent_items_by_item ON recent_items (item_id);
CREATE INDEX recent_items_old ON recent_items (interacted_at);
