-- Several files and folders as one archive, which is made while it is sent. What a row names may be gone, or somebody else's,
-- by then: nothing refers to the items.
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
