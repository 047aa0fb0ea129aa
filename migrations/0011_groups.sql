-- Groups, memberships and collaborations get ids that are never given twice: whoever remembers one that is gone must not
-- end up with another. There were no groups before there were operations for them, and no collaboration had shown its id.
CREATE TABLE kept AS SELECT item_id, user_id, role, status, is_access_only, can_view_path, expires_at, acknowledged_at,
    created_by, created_at, modified_at FROM collaborations WHERE user_id IS NOT NULL;
DROP TABLE collaborations;
DROP TABLE memberships;
DROP TABLE user_groups;

CREATE TABLE user_groups (
    id {new_id},
    enterprise_id BIGINT NOT NULL REFERENCES enterprises (id),
    app_id BIGINT NOT NULL, -- which made it: without App + Enterprise Access an app reaches no other
    name TEXT NOT NULL,
    name_key {key} NOT NULL,
    provenance TEXT NOT NULL,
    external_sync_identifier TEXT NOT NULL,
    description TEXT NOT NULL,
    invitability_level TEXT NOT NULL,
    member_viewability_level TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX user_groups_name ON user_groups (enterprise_id, name_key);
CREATE INDEX user_groups_by_app ON user_groups (enterprise_id, app_id, name_key);

CREATE TABLE memberships (
    id {new_id},
    group_id BIGINT NOT NULL REFERENCES user_groups (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL, -- member, admin
    permissions BIGINT NOT NULL, -- what a group's admin may
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX memberships_of ON memberships (group_id, user_id);
CREATE INDEX memberships_by_id ON memberships (group_id, (id + 0));
CREATE INDEX memberships_by_user ON memberships (user_id, group_id);

CREATE TABLE collaborations (
    id {new_id},
    item_id BIGINT NOT NULL REFERENCES items (id),
    -- Whose it is: a user, a group, or, as long as nobody has it, an address.
    user_id BIGINT REFERENCES users (id),
    group_id BIGINT REFERENCES user_groups (id),
    invite_login {key}, -- in lower case, where somebody was invited by it and not let in at once
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
INSERT INTO collaborations (item_id, user_id, role, status, is_access_only, can_view_path, expires_at, acknowledged_at,
    created_by, created_at, modified_at) SELECT item_id, user_id, role, status, is_access_only, can_view_path, expires_at,
    acknowledged_at, created_by, created_at, modified_at FROM kept;
DROP TABLE kept;
CREATE UNIQUE INDEX collaborations_user ON collaborations (item_id, user_id);
CREATE UNIQUE INDEX collaborations_group ON collaborations (item_id, group_id);
CREATE UNIQUE INDEX collaborations_login ON collaborations (item_id, invite_login);
CREATE INDEX collaborations_by_id ON collaborations (item_id, (id + 0));
CREATE INDEX collaborations_by_user ON collaborations (user_id, status, item_id) WHERE user_id IS NOT NULL;
CREATE INDEX collaborations_by_group ON collaborations (group_id, (id + 0)) WHERE group_id IS NOT NULL;
CREATE INDEX collaborations_by_login ON collaborations (invite_login) WHERE invite_login IS NOT NULL;
CREATE INDEX collaborations_expiring ON collaborations (expires_at) WHERE expires_at IS NOT NULL;
