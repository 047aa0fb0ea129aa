-- What has been in the trash for long enough is found by when it came there.
CREATE INDEX items_trashed_at ON items (trashed_at) WHERE trashed_at IS NOT NULL;
