-- Settings of an app are counted: a saved change of them makes the next version, and an authorization knows which it took.
ALTER TABLE apps ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE app_authorizations ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
UPDATE apps SET version = 2 WHERE EXISTS
    (SELECT 1 FROM app_authorizations z WHERE z.app_id = apps.id AND z.settings <> apps.settings);

-- When an assertion was last signed with a key, to the day.
ALTER TABLE app_keys ADD COLUMN used_at BIGINT;

-- Users of the app's enterprise whom its owner lets change it.
CREATE TABLE app_collaborators (
    app_id BIGINT NOT NULL REFERENCES apps (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    added_by BIGINT NOT NULL REFERENCES users (id),
    added_at BIGINT NOT NULL,
    PRIMARY KEY (app_id, user_id)
) {clustered};
CREATE INDEX app_collaborators_by_user ON app_collaborators (user_id, app_id);
