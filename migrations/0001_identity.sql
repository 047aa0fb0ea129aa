-- Times are microseconds since 1970. Unique indexes have names: the store reports them.
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

-- Numbers that a page shows and that would cost a scan. Summed over shards, so that writers do not meet in one row.
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
    modified_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX apps_client_id ON apps (client_id);

CREATE TABLE app_keys (
    id {id},
    app_id BIGINT NOT NULL REFERENCES apps (id),
    kid TEXT NOT NULL,
    public_key {bytes} NOT NULL, -- SubjectPublicKeyInfo, DER
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX app_keys_kid ON app_keys (app_id, kid);

-- What an enterprise has let an app do: a snapshot of the app's settings on that day. Console edits wait for the next.
CREATE TABLE app_authorizations (
    app_id BIGINT NOT NULL REFERENCES apps (id),
    enterprise_id BIGINT NOT NULL REFERENCES enterprises (id),
    settings BIGINT NOT NULL,
    service_account_id BIGINT,
    enabled BOOLEAN NOT NULL,
    authorized_by BIGINT,
    authorized_at BIGINT NOT NULL,
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
    space_used BIGINT NOT NULL DEFAULT 0,
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

-- Tokens, codes and refresh tokens are kept as SHA-256 only, behind the time of their issue (identity/issued.rs). No index
-- but the key: they are written at every login, and a group of new ones next to each other.
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
    expires_at BIGINT NOT NULL
) {clustered};

CREATE TABLE refresh_tokens (
    hash {bytes} NOT NULL PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES apps (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    settings BIGINT NOT NULL,
    access_hash {bytes} NOT NULL, -- the access token of the pair
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) {clustered};

CREATE TABLE auth_codes (
    hash {bytes} NOT NULL PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES apps (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    settings BIGINT NOT NULL,
    redirect_uri TEXT, -- as it was given to the authorize page
    code_challenge TEXT, -- S256
    expires_at BIGINT NOT NULL
) {clustered};

-- Assertions that were used, until they expire by themselves.
CREATE TABLE jtis (
    hash {bytes} NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
) {clustered};
