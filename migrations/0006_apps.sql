-- What the developer console says of an app, and whether it is gone. A deleted app keeps its row: the record names it.
ALTER TABLE apps ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE apps ADD COLUMN contact_email TEXT NOT NULL DEFAULT '';
ALTER TABLE apps ADD COLUMN purpose TEXT;
ALTER TABLE apps ADD COLUMN deleted_at BIGINT;
CREATE INDEX apps_by_enterprise ON apps (enterprise_id, id);
CREATE INDEX apps_by_owner ON apps (owner_id, id);
CREATE INDEX users_of_apps ON users (app_id, kind) WHERE app_id IS NOT NULL;

-- A developer asks the admin to look at an app; the answer, whatever it is, ends the request.
CREATE TABLE app_requests (
    app_id BIGINT NOT NULL REFERENCES apps (id),
    enterprise_id BIGINT NOT NULL REFERENCES enterprises (id),
    asked_by BIGINT NOT NULL REFERENCES users (id),
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (app_id, enterprise_id)
) {clustered};
