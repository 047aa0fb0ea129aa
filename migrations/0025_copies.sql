-- Folders that are being copied, bit by bit. The copy lies in no place until all of it is there. What nobody goes on with is
-- taken apart.
CREATE TABLE copies (
    id {new_id},
    top_id BIGINT NOT NULL, -- the new folder
    touched_at BIGINT NOT NULL -- when it was last gone on with
);
CREATE INDEX copies_touched ON copies (touched_at);

-- Folders whose items are still to be copied, and how far that has come: all of the kinds before `kind`, and of that one all
-- up to `after_id`.
CREATE TABLE copy_folders (
    copy_id BIGINT NOT NULL REFERENCES copies (id) ON DELETE CASCADE,
    to_id BIGINT NOT NULL,
    from_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    after_id BIGINT NOT NULL,
    PRIMARY KEY (copy_id, to_id)
);
