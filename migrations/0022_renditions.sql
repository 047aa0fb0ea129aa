-- What was made of content to look at: smaller pictures, the text of a document. Kept as long as what it is made of.
CREATE TABLE renditions (
    blob_id BIGINT NOT NULL REFERENCES blobs (id) ON DELETE CASCADE, -- of what
    kind TEXT NOT NULL, -- jpg_320, text
    made_id BIGINT REFERENCES blobs (id), -- NULL: nothing can be made of it
    created_at BIGINT NOT NULL,
    PRIMARY KEY (blob_id, kind)
);
CREATE INDEX renditions_made ON renditions (made_id);

-- Addresses of files for pages of others, which open once: what a token is made of that looks at the file.
CREATE TABLE embeds (
    id {new_id},
    seed TEXT NOT NULL,
    file_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    issued_at BIGINT NOT NULL
);
CREATE INDEX embeds_issued ON embeds (issued_at);
