-- What users let apps do for them: the consent page writes it, "connected apps" shows it and takes it back.
CREATE TABLE app_grants (
    user_id BIGINT NOT NULL REFERENCES users (id),
    app_id BIGINT NOT NULL REFERENCES apps (id),
    settings BIGINT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, app_id)
) {clustered};

-- To take a grant back is to end all its tokens. Only those of a consent have a refresh token, so that the others, which
-- are written at every login, cost nothing here.
CREATE INDEX tokens_of_grants ON tokens (user_id, app_id) WHERE refresh_hash IS NOT NULL;
CREATE INDEX refresh_tokens_of_grants ON refresh_tokens (user_id, app_id);
