-- Folders become one kind of item among three: files and web links stand in the same tree, under the same rules for names,
-- places and the trash.
DROP INDEX folders_name;
DROP INDEX folders_by_id;
DROP INDEX folders_by_date;
DROP INDEX folders_trashed;
ALTER TABLE folders RENAME TO items;
ALTER TABLE items ADD COLUMN kind BIGINT NOT NULL DEFAULT 0; -- 0 folder, 1 file, 2 web link: in this order lists show them
ALTER TABLE items ADD COLUMN tags TEXT NOT NULL DEFAULT ''; -- a JSON list; empty: none
ALTER TABLE items ADD COLUMN settings BIGINT NOT NULL DEFAULT 0; -- of a folder: what its owner has set (folders/settings.rs)
ALTER TABLE items ADD COLUMN content_created_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN content_modified_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN trashed_by BIGINT REFERENCES users (id);
ALTER TABLE items ADD COLUMN trash_owner BIGINT REFERENCES users (id); -- in whose trash it is, where it was deleted by itself
ALTER TABLE items ADD COLUMN version_id BIGINT; -- of a file: the current one
ALTER TABLE items ADD COLUMN size BIGINT NOT NULL DEFAULT 0; -- of a file; a folder's is a counter
ALTER TABLE items ADD COLUMN sha1 {bytes}; -- of a file
ALTER TABLE items ADD COLUMN url TEXT; -- of a web link
UPDATE items SET content_created_at = created_at, content_modified_at = modified_at;
-- Only what was deleted by itself is marked: what is in it is gone because the folder is.
UPDATE items SET trash_owner = owner_id, trashed_by = modified_by WHERE trash_root = id;
UPDATE items SET trashed_at = NULL WHERE trash_root <> id;
-- The parent says whose it is, too: -n is the root of user n, and all that is below it is theirs. 0 is no place at all, where
-- something is built or taken apart. So to give a tree away is to change one row.
UPDATE items SET parent_id = -owner_id WHERE parent_id = 0;
UPDATE counters SET kind = 'folder_items', owner_id = -owner_id WHERE kind = 'root_items';
ALTER TABLE items DROP COLUMN owner_id;
ALTER TABLE items DROP COLUMN trash_root;

CREATE UNIQUE INDEX items_name ON items (parent_id, name_key) WHERE trashed_at IS NULL AND parent_id <> 0;
-- One for each order that a list can have, see 0003_folders.sql.
CREATE INDEX items_by_name ON items (parent_id, kind, name_key, id) WHERE trashed_at IS NULL;
CREATE INDEX items_by_id ON items (parent_id, kind, (id + 0)) WHERE trashed_at IS NULL;
CREATE INDEX items_by_date ON items (parent_id, kind, modified_at, id) WHERE trashed_at IS NULL;
CREATE INDEX items_by_size ON items (parent_id, size, id) WHERE trashed_at IS NULL AND kind = 1;
CREATE INDEX items_trashed ON items (trash_owner, (id + 0)) WHERE trashed_at IS NOT NULL;

CREATE TABLE user_groups (
    id {id},
    enterprise_id BIGINT NOT NULL REFERENCES enterprises (id),
    name TEXT NOT NULL,
    name_key {key} NOT NULL,
    provenance TEXT NOT NULL DEFAULT '',
    external_sync_identifier TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    invitability_level TEXT NOT NULL,
    member_viewability_level TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX user_groups_name ON user_groups (enterprise_id, name_key);

CREATE TABLE memberships (
    id {id},
    group_id BIGINT NOT NULL REFERENCES user_groups (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL, -- member, admin
    permissions BIGINT NOT NULL, -- what a group's admin may
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX memberships_of ON memberships (group_id, user_id);
CREATE INDEX memberships_by_user ON memberships (user_id, group_id);

CREATE TABLE grants (
    id {id},
    item_id BIGINT NOT NULL REFERENCES items (id),
    -- One of the three: a user, a group, or an address that nobody has yet.
    user_id BIGINT REFERENCES users (id),
    group_id BIGINT REFERENCES user_groups (id),
    invite_login {key},
    role TEXT NOT NULL,
    status TEXT NOT NULL, -- accepted, pending, rejected
    is_access_only BOOLEAN NOT NULL DEFAULT FALSE, -- not shown in the user's root
    can_view_path BOOLEAN NOT NULL DEFAULT FALSE,
    expires_at BIGINT,
    acknowledged_at BIGINT,
    created_by BIGINT REFERENCES users (id),
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL
);
INSERT INTO grants (item_id, user_id, role, status, created_at, modified_at)
    SELECT folder_id, user_id, role, 'accepted', 0, 0 FROM collaborations;
DROP TABLE collaborations;
ALTER TABLE grants RENAME TO collaborations;
CREATE UNIQUE INDEX collaborations_user ON collaborations (item_id, user_id);
CREATE UNIQUE INDEX collaborations_group ON collaborations (item_id, group_id);
CREATE UNIQUE INDEX collaborations_login ON collaborations (item_id, invite_login);
CREATE INDEX collaborations_by_user ON collaborations (user_id, status, item_id) WHERE user_id IS NOT NULL;
CREATE INDEX collaborations_by_group ON collaborations (group_id, item_id) WHERE group_id IS NOT NULL;
CREATE INDEX collaborations_by_login ON collaborations (invite_login) WHERE invite_login IS NOT NULL;
