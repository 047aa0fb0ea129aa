-- The admin console lists people by what they are, a page at a time. By `id + 0`, as in 0003_folders.sql.
CREATE INDEX users_alike ON users (enterprise_id, kind, role, status, (id + 0));
