-- Versions that have been in the trash for long enough are found by when they came there.
CREATE INDEX file_versions_trashed_at ON file_versions (trashed_at) WHERE trashed_at IS NOT NULL;
