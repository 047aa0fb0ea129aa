-- The trash is listed like a folder, in every order, and counted.
DROP INDEX items_trashed;
CREATE INDEX items_trashed_by_name ON items (trash_owner, kind, name_key, id) WHERE trashed_at IS NOT NULL;
CREATE INDEX items_trashed_by_id ON items (trash_owner, kind, (id + 0)) WHERE trashed_at IS NOT NULL;
CREATE INDEX items_trashed_by_date ON items (trash_owner, kind, modified_at, id) WHERE trashed_at IS NOT NULL;
CREATE INDEX items_trashed_by_size ON items (trash_owner, size, id) WHERE trashed_at IS NOT NULL AND kind = 1;
INSERT INTO counters (kind, owner_id, part_id, shard, value)
    SELECT 'trash_items', trash_owner, kind, 0, count(*) FROM items WHERE trashed_at IS NOT NULL GROUP BY trash_owner, kind;
-- What was hidden for good until now is to be taken apart.
UPDATE items SET modified_at = 0 WHERE parent_id = 0;
