-- What an item's own address gives to whoever has it. The address itself is not stored: it is signed (items/links).
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

-- Whether it has one: mostly not, and then nobody need look.
ALTER TABLE items ADD COLUMN is_linked BOOLEAN NOT NULL DEFAULT FALSE;

-- Of a token that was exchanged for what a shared link gives: the item and the generation of the link, as 1:2.
ALTER TABLE tokens ADD COLUMN shared_link TEXT;
