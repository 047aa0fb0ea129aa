CREATE TABLE events (
    id {id},
    kind TEXT NOT NULL,
    item_type TEXT NOT NULL,
    item_id BIGINT NOT NULL,
    enterprise_id BIGINT,
    created_by BIGINT NOT NULL, -- who it counts for: the effective user
    action_by BIGINT, -- who really did it, when that is another
    app_id BIGINT,
    request_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    details TEXT -- JSON
);

-- What was written as somebody else: a row in the write's own transaction, or, where it failed, soon after.
CREATE TABLE as_user_writes (
    id {id},
    created_at BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    operation TEXT NOT NULL,
    outcome BIGINT NOT NULL -- the status of the answer
);

-- What was read as somebody else, counted by the minute.
CREATE TABLE as_user_reads (
    minute BIGINT NOT NULL, -- since 1970
    actor_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL,
    operation TEXT NOT NULL,
    outcome BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (minute, actor_id, user_id, app_id, operation, outcome)
) {clustered};

-- Refused calls with the reason that the wire does not tell. A ring for each app, so that a flood fills only its own.
CREATE TABLE refusals (
    app_id BIGINT NOT NULL, -- 0: of no app that is known
    slot BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    enterprise_id BIGINT, -- the actor's
    status BIGINT NOT NULL,
    operation TEXT NOT NULL,
    trace TEXT NOT NULL, -- JSON
    PRIMARY KEY (app_id, slot)
);
CREATE INDEX refusals_by_request ON refusals (request_id);
