-- What people say about files, what they ask each other to do with them, and what they like. All of it ends with the item.
CREATE TABLE comments (
    id {new_id},
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    reply_to BIGINT REFERENCES comments (id) ON DELETE CASCADE, -- never a reply itself
    message TEXT NOT NULL,
    is_tagged BOOLEAN NOT NULL, -- whether people are tagged in it: @[id:name]
    created_by BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL
);
CREATE INDEX comments_by_item ON comments (item_id, (id + 0));
CREATE INDEX comments_replies ON comments (reply_to) WHERE reply_to IS NOT NULL;

CREATE TABLE tasks (
    id {new_id},
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    action TEXT NOT NULL, -- review, complete
    message TEXT NOT NULL,
    due_at BIGINT,
    completion_rule TEXT NOT NULL, -- all_assignees, any_assignee
    created_by BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX tasks_by_item ON tasks (item_id, (id + 0));

CREATE TABLE task_assignments (
    id {new_id},
    task_id BIGINT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    assigned_to BIGINT NOT NULL REFERENCES users (id),
    assigned_by BIGINT NOT NULL REFERENCES users (id),
    message TEXT NOT NULL,
    resolution_state TEXT NOT NULL, -- incomplete, completed, approved, rejected
    assigned_at BIGINT NOT NULL,
    completed_at BIGINT -- where it is not incomplete
);
CREATE UNIQUE INDEX task_assignments_of ON task_assignments (task_id, assigned_to);
CREATE INDEX task_assignments_by_id ON task_assignments (task_id, (id + 0));
CREATE INDEX task_assignments_by_user ON task_assignments (assigned_to);

-- Every user has one collection, which has the user's id.
CREATE TABLE favorites (
    user_id BIGINT NOT NULL REFERENCES users (id),
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, item_id)
) {clustered};
CREATE INDEX favorites_by_item ON favorites (item_id);
