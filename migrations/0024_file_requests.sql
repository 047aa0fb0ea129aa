-- Addresses at which anybody may leave files in a folder. The address itself is not stored: it is signed.
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

-- What somebody without an account calls themselves, who did it.
ALTER TABLE events ADD COLUMN visitor TEXT;
