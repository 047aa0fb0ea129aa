-- The whole schema, for a store that is new: the same as all migrations come to, in a quarter of their time (a test
-- compares the two on both engines). What is new stands here and in a migration of its own, which is for stores that are not.

-- The store's own, which makes it before anything else; here for the file that new stores begin as.
CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL);

CREATE TABLE enterprises (
    id {id},
    name TEXT NOT NULL,
    subdomain TEXT NOT NULL DEFAULT '',
    timezone TEXT NOT NULL, -- the offset of every time that its people are shown
    tracking_codes TEXT NOT NULL DEFAULT '[]', -- the names it has defined, as JSON
    domains TEXT NOT NULL DEFAULT '[]', -- verified for e-mail aliases, as JSON
    default_space BIGINT NOT NULL, -- bytes for a new managed user
    created_at BIGINT NOT NULL
);

CREATE TABLE counters (
    kind TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    part_id BIGINT NOT NULL DEFAULT 0, -- which part of it, where the parts are also asked for one by one
    shard BIGINT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (kind, owner_id, part_id, shard)
) {clustered};

CREATE TABLE apps (
    id {id},
    enterprise_id BIGINT NOT NULL REFERENCES enterprises (id), -- where it was made
    owner_id BIGINT, -- the console user it belongs to
    client_id TEXT NOT NULL,
    secret_hash {bytes} NOT NULL,
    name TEXT NOT NULL,
    settings BIGINT NOT NULL, -- scopes, features, access level, grants: as the console has them (apps/settings.rs)
    redirect_uris TEXT NOT NULL DEFAULT '[]',
    cors_origins TEXT NOT NULL DEFAULT '[]',
    developer_token {bytes}, -- the hash of the only one that lives
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    contact_email TEXT NOT NULL DEFAULT '',
    purpose TEXT,
    deleted_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX apps_client_id ON apps (client_id);
CREATE INDEX apps_by_enterprise ON apps (enterprise_id, id);
CREATE INDEX apps_by_owner ON apps (owner_id, id);

CREATE TABLE app_keys (
    id {id},
    app_id BIGINT NOT NULL REFERENCES apps (id),
    kid TEXT NOT NULL,
    public_key {bytes} NOT NULL, -- SubjectPublicKeyInfo, DER
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE UNIQUE INDEX app_keys_kid ON app_keys (app_id, kid);

CREATE TABLE app_authorizations (
    app_id BIGINT NOT NULL REFERENCES apps (id),
    enterprise_id BIGINT NOT NULL REFERENCES enterprises (id),
    settings BIGINT NOT NULL,
    service_account_id BIGINT,
    enabled BOOLEAN NOT NULL,
    authorized_by BIGINT,
    authorized_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (app_id, enterprise_id)
) {clustered};

CREATE TABLE users (
    id {id},
    enterprise_id BIGINT REFERENCES enterprises (id), -- null: on their own, external to everybody
    app_id BIGINT REFERENCES apps (id), -- the app that made this app user or owns this service account
    kind TEXT NOT NULL, -- managed, app_user, service, deleted
    role TEXT NOT NULL, -- admin, coadmin, user
    permissions BIGINT NOT NULL, -- what this co-admin may (resources/users/permissions.rs)
    status TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key {key} NOT NULL, -- the name folded in Rust: the engines fold differently
    login {key}, -- in lower case; null once deleted, so that it can be used again
    external_app_user_id TEXT,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    space_amount BIGINT NOT NULL, -- bytes; -1 is without limit
    is_confirmed BOOLEAN NOT NULL DEFAULT FALSE,
    sessions_ended_at BIGINT NOT NULL DEFAULT 0, -- tokens issued before are dead
    password_hash TEXT,
    password_reset BOOLEAN NOT NULL DEFAULT FALSE,
    profile TEXT NOT NULL, -- what is only shown and never asked for, as JSON: one column costs less than fifteen
    -- In whose lists: 0 in all of the enterprise, else in those of this app; -1 in none.
    listed_for BIGINT GENERATED ALWAYS AS (CASE kind WHEN 'managed' THEN 0 WHEN 'app_user' THEN app_id ELSE -1 END) STORED
);
CREATE UNIQUE INDEX users_login ON users (login);
CREATE UNIQUE INDEX users_external_app_user_id ON users (app_id, external_app_user_id);
CREATE INDEX users_by_enterprise ON users (enterprise_id, listed_for, id);
CREATE INDEX users_by_name ON users (enterprise_id, listed_for, name_key, id);
CREATE INDEX users_by_login ON users (enterprise_id, listed_for, login, id);
CREATE INDEX users_admins ON users (enterprise_id, id) WHERE role = 'admin' AND kind = 'managed';
CREATE INDEX users_of_apps ON users (app_id, kind) WHERE app_id IS NOT NULL;
CREATE INDEX users_alike ON users (enterprise_id, kind, role, status, (id + 0));

CREATE TABLE email_aliases (
    id {id},
    user_id BIGINT NOT NULL REFERENCES users (id),
    email TEXT NOT NULL,
    is_confirmed BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX email_aliases_email ON email_aliases (email);
CREATE INDEX email_aliases_by_user ON email_aliases (user_id);

CREATE TABLE avatars (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
    media TEXT NOT NULL, -- empty: deleted, which is not the same as never set
    picture {bytes} NOT NULL,
    modified_at BIGINT NOT NULL
);

CREATE TABLE invites (
    id {id},
    enterprise_id BIGINT NOT NULL REFERENCES enterprises (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    invited_by BIGINT NOT NULL REFERENCES users (id),
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL
);

CREATE TABLE tokens (
    hash {bytes} NOT NULL PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES apps (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    settings BIGINT NOT NULL, -- what the app might when it was issued, and for a downscoped one what was asked
    downscoped BOOLEAN NOT NULL,
    resource TEXT, -- folder:1 or file:1: its whole reach
    label TEXT, -- an annotator's name
    parent {bytes}, -- the token that it was exchanged from, and dies with
    refresh_hash {bytes}, -- the refresh token of the pair
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    shared_link TEXT
) {clustered};
CREATE INDEX tokens_of_grants ON tokens (user_id, app_id) WHERE refresh_hash IS NOT NULL;

CREATE TABLE refresh_tokens (
    hash {bytes} NOT NULL PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES apps (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    settings BIGINT NOT NULL,
    access_hash {bytes} NOT NULL, -- the access token of the pair
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) {clustered};
CREATE INDEX refresh_tokens_of_grants ON refresh_tokens (user_id, app_id);

CREATE TABLE auth_codes (
    hash {bytes} NOT NULL PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES apps (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    settings BIGINT NOT NULL,
    redirect_uri TEXT, -- as it was given to the authorize page
    code_challenge TEXT, -- S256
    expires_at BIGINT NOT NULL
) {clustered};

CREATE TABLE jtis (
    hash {bytes} NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
) {clustered};

CREATE TABLE events (
    id {id},
    kind TEXT NOT NULL,
    item_type TEXT NOT NULL,
    item_id BIGINT NOT NULL,
    enterprise_id BIGINT,
    created_by BIGINT NOT NULL, -- who it counts for: the effective user
    action_by BIGINT, -- who really did it, when that is another
    app_id BIGINT,
    request_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    details TEXT, -- JSON
    visitor TEXT
);

CREATE TABLE as_user_writes (
    id {id},
    created_at BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    operation TEXT NOT NULL,
    outcome BIGINT NOT NULL, -- the status of the answer
    enterprise_id BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX as_user_writes_by_time ON as_user_writes (enterprise_id, created_at, id);

CREATE TABLE refusals (
    app_id BIGINT NOT NULL, -- 0: of no app that is known
    slot BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    enterprise_id BIGINT, -- the actor's
    status BIGINT NOT NULL,
    operation TEXT NOT NULL,
    trace TEXT NOT NULL, -- JSON
    actor_id BIGINT,
    user_id BIGINT,
    on_record BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (app_id, slot)
);
CREATE INDEX refusals_by_request ON refusals (request_id);
CREATE INDEX refusals_by_time ON refusals (enterprise_id, created_at, app_id, slot);

CREATE TABLE items (
    id {id},
    parent_id BIGINT NOT NULL, -- of what is directly in somebody's root: their id, negative; 0: in the trash by itself
    name TEXT NOT NULL,
    name_key {key} NOT NULL, -- the name folded in Rust: the engines fold differently
    etag BIGINT NOT NULL DEFAULT 0,
    description TEXT NOT NULL DEFAULT '',
    created_by BIGINT NOT NULL REFERENCES users (id),
    modified_by BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    trashed_at BIGINT, -- set on the whole subtree
    kind BIGINT NOT NULL DEFAULT 0, -- 0 folder, 1 file, 2 web link: in this order lists show them
    tags TEXT NOT NULL DEFAULT '', -- a JSON list; empty: none
    settings BIGINT NOT NULL DEFAULT 0, -- of a folder: what its owner has set (folders/settings.rs)
    content_created_at BIGINT NOT NULL DEFAULT 0,
    content_modified_at BIGINT NOT NULL DEFAULT 0,
    trashed_by BIGINT REFERENCES users (id),
    trash_owner BIGINT REFERENCES users (id), -- in whose trash it is, where it was deleted by itself
    version_id BIGINT, -- of a file: the current one
    size BIGINT NOT NULL DEFAULT 0, -- of a file; a folder's is a counter
    sha1 {bytes}, -- of a file
    url TEXT, -- of a web link
    lock_id BIGINT,
    is_linked BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX items_name ON items (parent_id, name_key) WHERE trashed_at IS NULL AND parent_id <> 0;
CREATE INDEX items_by_name ON items (parent_id, kind, name_key, id) WHERE trashed_at IS NULL;
CREATE INDEX items_by_id ON items (parent_id, kind, (id + 0)) WHERE trashed_at IS NULL;
CREATE INDEX items_by_date ON items (parent_id, kind, modified_at, id) WHERE trashed_at IS NULL;
CREATE INDEX items_by_size ON items (parent_id, size, id) WHERE trashed_at IS NULL AND kind = 1;
CREATE INDEX items_trashed_by_name ON items (trash_owner, kind, name_key, id) WHERE trashed_at IS NOT NULL;
CREATE INDEX items_trashed_by_id ON items (trash_owner, kind, (id + 0)) WHERE trashed_at IS NOT NULL;
CREATE INDEX items_trashed_by_date ON items (trash_owner, kind, modified_at, id) WHERE trashed_at IS NOT NULL;
CREATE INDEX items_trashed_by_size ON items (trash_owner, size, id) WHERE trashed_at IS NOT NULL AND kind = 1;
CREATE INDEX items_trashed_at ON items (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE web_sessions (
    id {id},
    hash {bytes} NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    acting_as BIGINT REFERENCES users (id), -- whose account an admin has opened
    stage TEXT NOT NULL, -- what is still missing: password, factor; or full
    agent TEXT NOT NULL, -- what the browser calls itself
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL, -- to five minutes
    expires_at BIGINT NOT NULL,
    by_provider BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX web_sessions_hash ON web_sessions (hash);
CREATE INDEX web_sessions_by_user ON web_sessions (user_id, id);
CREATE INDEX web_sessions_expired ON web_sessions (expires_at);

CREATE TABLE failed_attempts (
    subject {bytes} NOT NULL PRIMARY KEY, -- SHA-256 of the kind and the login
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL
) {clustered};
CREATE INDEX failed_attempts_old ON failed_attempts (last_at);

CREATE TABLE second_factors (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
    secret {bytes} NOT NULL,
    confirmed BOOLEAN NOT NULL, -- a code of it was seen: from then on it is asked for
    last_step BIGINT NOT NULL, -- the last that was used, so that none is used twice
    created_at BIGINT NOT NULL
) {clustered};

CREATE TABLE recovery_codes (
    user_id BIGINT NOT NULL REFERENCES users (id),
    hash {bytes} NOT NULL,
    PRIMARY KEY (user_id, hash)
) {clustered};

CREATE TABLE app_grants (
    user_id BIGINT NOT NULL REFERENCES users (id),
    app_id BIGINT NOT NULL REFERENCES apps (id),
    settings BIGINT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, app_id)
) {clustered};

CREATE TABLE app_requests (
    app_id BIGINT NOT NULL REFERENCES apps (id),
    enterprise_id BIGINT NOT NULL REFERENCES enterprises (id),
    asked_by BIGINT NOT NULL REFERENCES users (id),
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (app_id, enterprise_id)
) {clustered};

CREATE TABLE as_user_reads (
    enterprise_id BIGINT NOT NULL,
    minute BIGINT NOT NULL, -- since 1970
    actor_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    operation TEXT NOT NULL,
    outcome BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (enterprise_id, minute, actor_id, user_id, app_id, operation, outcome)
) {clustered};

CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    email TEXT NOT NULL, -- when it was linked
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
) {clustered};
CREATE UNIQUE INDEX identities_by_user ON identities (user_id, issuer);

CREATE TABLE provider_flows (
    hash {bytes} NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
) {clustered};
CREATE INDEX provider_flows_expired ON provider_flows (expires_at);

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
CREATE UNIQUE INDEX collaborations_user ON collaborations (item_id, user_id);
CREATE UNIQUE INDEX collaborations_group ON collaborations (item_id, group_id);
CREATE UNIQUE INDEX collaborations_login ON collaborations (item_id, invite_login);
CREATE INDEX collaborations_by_id ON collaborations (item_id, (id + 0));
CREATE INDEX collaborations_by_user ON collaborations (user_id, status, item_id) WHERE user_id IS NOT NULL;
CREATE INDEX collaborations_by_group ON collaborations (group_id, (id + 0)) WHERE group_id IS NOT NULL;
CREATE INDEX collaborations_by_login ON collaborations (invite_login) WHERE invite_login IS NOT NULL;
CREATE INDEX collaborations_expiring ON collaborations (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE app_collaborators (
    app_id BIGINT NOT NULL REFERENCES apps (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    added_by BIGINT NOT NULL REFERENCES users (id),
    added_at BIGINT NOT NULL,
    PRIMARY KEY (app_id, user_id)
) {clustered};
CREATE INDEX app_collaborators_by_user ON app_collaborators (user_id, app_id);

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

CREATE TABLE favorites (
    user_id BIGINT NOT NULL REFERENCES users (id),
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, item_id)
) {clustered};
CREATE INDEX favorites_by_item ON favorites (item_id);

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

CREATE TABLE blobs (
    id {id},
    digest {bytes} NOT NULL,
    size BIGINT NOT NULL,
    bytes {bytes}, -- small content itself
    object TEXT, -- or the name of the object that holds it
    created_at BIGINT NOT NULL,
    words TEXT, -- NULL: to be read yet, by a job, which is not to try again and again what it fails at
    reads BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX blobs_digest ON blobs (digest);
CREATE UNIQUE INDEX blobs_object ON blobs (object) WHERE object IS NOT NULL;
CREATE INDEX blobs_unread ON blobs (id) WHERE words IS NULL;

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
CREATE INDEX file_versions_trashed_at ON file_versions (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE server_keys (
    name TEXT NOT NULL PRIMARY KEY,
    secret {bytes} NOT NULL
);

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

CREATE TABLE lock_places (
    folder_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    PRIMARY KEY (folder_id, item_id)
);
CREATE INDEX lock_places_item ON lock_places (item_id);

{sqlite}
-- The words themselves are not kept, for all of them can be read again: from the item, its comments and `blobs`. Beginnings
-- of words have no index of their own: it would be of all columns, and all words are in an order anyway.
CREATE VIRTUAL TABLE search_index USING fts5(name, words, description, tags, comments, content, extension,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
{/sqlite}
{postgres}
CREATE TABLE search_index (
    "rowid" BIGINT PRIMARY KEY,
    -- Written as texts that a tsvector is read from, and not kept apart from it.
    name TEXT,
    words TEXT,
    description TEXT,
    tags TEXT,
    comments TEXT,
    content TEXT,
    extension TEXT,
    document TSVECTOR
);
CREATE FUNCTION search_document() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
    NEW.document := CAST(concat_ws(' ', NEW.name, NEW.words, NEW.description, NEW.tags, NEW.comments, NEW.content,
        NEW.extension) AS TSVECTOR);
    NEW.name := NULL; NEW.words := NULL; NEW.description := NULL; NEW.tags := NULL; NEW.comments := NULL;
    NEW.content := NULL; NEW.extension := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER search_document BEFORE INSERT ON search_index FOR EACH ROW EXECUTE FUNCTION search_document();
CREATE INDEX search_index_document ON search_index USING GIN (document);
-- As SQLite ranks: the best first is the smallest. What is asked for decides; how close its words are comes on top, where
-- there are several. Each text is read once, and not for each row.
CREATE FUNCTION search_index(matching TEXT, close TEXT) RETURNS TABLE ("rowid" BIGINT, "rank" DOUBLE PRECISION)
LANGUAGE sql STABLE ROWS 200 AS $$
    SELECT s."rowid", -CAST(ts_rank('{0.1, 0.3, 0.6, 1.0}', s.document, (SELECT CAST(matching AS TSQUERY)))
        + CASE WHEN close = '' THEN 0 ELSE ts_rank_cd('{0.1, 0.3, 0.6, 1.0}', s.document, (SELECT CAST(close AS TSQUERY)))
        END AS DOUBLE PRECISION)
    FROM search_index s WHERE s.document @@ (SELECT CAST(matching AS TSQUERY))
$$;
{/postgres}

CREATE TABLE search_backlog (
    id BIGINT NOT NULL PRIMARY KEY,
    done BIGINT NOT NULL,
    last BIGINT NOT NULL
);

CREATE TABLE shared_links (
    item_id BIGINT NOT NULL PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    generation BIGINT NOT NULL, -- another address for each link that the item ever had
    access TEXT NOT NULL, -- open, company, collaborators
    can_download BOOLEAN NOT NULL,
    can_edit BOOLEAN NOT NULL,
    password_hash TEXT,
    unshared_at BIGINT, -- not in force from then on
    vanity_name TEXT,
    vanity_key {key}, -- in lower case
    created_by BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX shared_links_vanity ON shared_links (vanity_key) WHERE vanity_key IS NOT NULL;

CREATE TABLE folder_locks (
    id {new_id},
    folder_id BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX folder_locks_folder ON folder_locks (folder_id);

CREATE TABLE folder_lock_places (
    folder_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    PRIMARY KEY (folder_id, item_id)
);
CREATE INDEX folder_lock_places_item ON folder_lock_places (item_id);

CREATE TABLE renditions (
    blob_id BIGINT NOT NULL REFERENCES blobs (id) ON DELETE CASCADE, -- of what
    kind TEXT NOT NULL, -- jpg_320, text
    made_id BIGINT REFERENCES blobs (id), -- NULL: nothing can be made of it
    created_at BIGINT NOT NULL,
    PRIMARY KEY (blob_id, kind)
);
CREATE INDEX renditions_made ON renditions (made_id);

CREATE TABLE embeds (
    id {new_id},
    seed TEXT NOT NULL,
    file_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    issued_at BIGINT NOT NULL
);
CREATE INDEX embeds_issued ON embeds (issued_at);

CREATE TABLE zip_downloads (
    id {new_id},
    secret {bytes} NOT NULL, -- a hash of what the address has in it
    user_id BIGINT NOT NULL, -- as whom it was asked for
    actor_id BIGINT NOT NULL, -- and by whom really
    app_id BIGINT NOT NULL,
    enterprise_id BIGINT, -- the user's
    name TEXT NOT NULL, -- of the archive, with its ending
    items TEXT NOT NULL, -- a JSON list: what is in it, under which names
    expires_at BIGINT NOT NULL, -- of the address, as long as nobody has come to it
    state TEXT, -- null, in_progress, succeeded, failed
    seen_at BIGINT NOT NULL, -- when it was last heard of
    total BIGINT NOT NULL DEFAULT 0, -- files
    downloaded BIGINT NOT NULL DEFAULT 0,
    skipped_files BIGINT NOT NULL DEFAULT 0,
    skipped_folders BIGINT NOT NULL DEFAULT 0,
    dropped_at BIGINT NOT NULL -- from then on it is not there any more
);
CREATE UNIQUE INDEX zip_downloads_secret ON zip_downloads (secret);
CREATE INDEX zip_downloads_of_user ON zip_downloads (user_id, seen_at) WHERE state = 'in_progress';
CREATE INDEX zip_downloads_of_enterprise ON zip_downloads (enterprise_id, seen_at) WHERE state = 'in_progress';
CREATE INDEX zip_downloads_dropped ON zip_downloads (dropped_at);

CREATE TABLE file_requests (
    id {new_id}, -- the address names it
    item_id BIGINT NOT NULL REFERENCES items (id) ON DELETE CASCADE, -- the folder
    title TEXT NOT NULL,
    description TEXT,
    is_active BOOLEAN NOT NULL,
    is_email_required BOOLEAN NOT NULL,
    is_description_required BOOLEAN NOT NULL,
    expires_at BIGINT,
    etag BIGINT NOT NULL DEFAULT 0,
    created_by BIGINT NOT NULL REFERENCES users (id), -- files are put there as theirs
    created_at BIGINT NOT NULL,
    updated_by BIGINT NOT NULL REFERENCES users (id),
    updated_at BIGINT NOT NULL
);
CREATE INDEX file_requests_of ON file_requests (item_id, (id + 0));
CREATE INDEX file_requests_by ON file_requests (created_by, (id + 0));

CREATE TABLE copies (
    id {new_id},
    top_id BIGINT NOT NULL, -- the new folder
    touched_at BIGINT NOT NULL -- when it was last gone on with
);
CREATE INDEX copies_touched ON copies (touched_at);

CREATE TABLE copy_folders (
    copy_id BIGINT NOT NULL REFERENCES copies (id) ON DELETE CASCADE,
    to_id BIGINT NOT NULL,
    from_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    after_id BIGINT NOT NULL,
    PRIMARY KEY (copy_id, to_id)
);
