-- Sessions of people at the server's own pages. The cookie is kept as SHA-256 only.
CREATE TABLE web_sessions (
    id {id},
    hash {bytes} NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    acting_as BIGINT REFERENCES users (id), -- whose account an admin has opened
    stage TEXT NOT NULL, -- what is still missing: password, factor; or full
    agent TEXT NOT NULL, -- what the browser calls itself
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL, -- to five minutes
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX web_sessions_hash ON web_sessions (hash);
CREATE INDEX web_sessions_by_user ON web_sessions (user_id, id);
CREATE INDEX web_sessions_expired ON web_sessions (expires_at);

-- Wrong passwords and codes, by what was guessed at: a login that nobody has counts like any other.
CREATE TABLE failed_attempts (
    subject {bytes} NOT NULL PRIMARY KEY, -- SHA-256 of the kind and the login
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL
) {clustered};
CREATE INDEX failed_attempts_old ON failed_attempts (last_at);

-- The second factor: codes by time (TOTP). The secret has to be read to be checked, so it cannot be a hash.
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
