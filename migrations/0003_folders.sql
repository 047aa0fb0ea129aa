CREATE TABLE folders (
    id {id},
    parent_id BIGINT NOT NULL, -- 0: directly in the owner's root
    owner_id BIGINT NOT NULL REFERENCES users (id), -- the same for all that is below it
    name TEXT NOT NULL,
    name_key {key} NOT NULL, -- the name folded in Rust: the engines fold differently
    etag BIGINT NOT NULL DEFAULT 0,
    description TEXT NOT NULL DEFAULT '',
    created_by BIGINT NOT NULL REFERENCES users (id),
    modified_by BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    trashed_at BIGINT, -- set on the whole subtree
    trash_root BIGINT -- the folder that was deleted, of which this one was a part
);
-- One for each order that a list can have: a page must not cost more in a large folder than in a small one. By `id + 0`,
-- because a planner takes ORDER BY id for an invitation to walk the primary key, past the items of all other folders.
CREATE UNIQUE INDEX folders_name ON folders (owner_id, parent_id, name_key) WHERE trashed_at IS NULL;
CREATE INDEX folders_by_id ON folders (owner_id, parent_id, (id + 0)) WHERE trashed_at IS NULL;
CREATE INDEX folders_by_date ON folders (owner_id, parent_id, modified_at, id) WHERE trashed_at IS NULL;
CREATE INDEX folders_trashed ON folders (owner_id) WHERE trashed_at IS NOT NULL;

CREATE TABLE collaborations (
    folder_id BIGINT NOT NULL REFERENCES folders (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    PRIMARY KEY (folder_id, user_id)
);
CREATE INDEX collaborations_by_user ON collaborations (user_id, folder_id);
