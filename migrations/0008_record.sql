-- The record is read by the admins of the enterprise that it is of, from its newest end.
ALTER TABLE as_user_writes ADD COLUMN enterprise_id BIGINT NOT NULL DEFAULT 0;
UPDATE as_user_writes SET enterprise_id =
    coalesce((SELECT u.enterprise_id FROM users u WHERE u.id = as_user_writes.actor_id), 0);
CREATE INDEX as_user_writes_by_time ON as_user_writes (enterprise_id, created_at, id);

-- The counts have no other index than their key: with one, each flush would write all over it.
CREATE TABLE as_user_reads_by_time (
    enterprise_id BIGINT NOT NULL,
    minute BIGINT NOT NULL, -- since 1970
    actor_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    operation TEXT NOT NULL,
    outcome BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (enterprise_id, minute, actor_id, user_id, app_id, operation, outcome)
) {clustered};
INSERT INTO as_user_reads_by_time (enterprise_id, minute, actor_id, user_id, app_id, operation, outcome, count)
    SELECT coalesce((SELECT u.enterprise_id FROM users u WHERE u.id = r.actor_id), 0), r.minute, r.actor_id, r.user_id,
    r.app_id, r.operation, r.outcome, r.count FROM as_user_reads r;
DROP TABLE as_user_reads;
ALTER TABLE as_user_reads_by_time RENAME TO as_user_reads;

-- Who was refused, and as whom, where that is somebody of the actor's own enterprise.
ALTER TABLE refusals ADD COLUMN actor_id BIGINT;
ALTER TABLE refusals ADD COLUMN user_id BIGINT;
-- The call is in one of the tables above, too: it was let in, and the operation refused.
ALTER TABLE refusals ADD COLUMN on_record BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX refusals_by_time ON refusals (enterprise_id, created_at, app_id, slot);
