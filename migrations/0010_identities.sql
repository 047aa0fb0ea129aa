-- People whom an OpenID Connect provider vouches for. The subject is the provider's own name for somebody, and stays
-- theirs; an e-mail address does not.
CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    email TEXT NOT NULL, -- when it was linked
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
) {clustered};
CREATE UNIQUE INDEX identities_by_user ON identities (user_id, issuer);

-- Sign-ins that were begun there: each comes back once, to the browser that has the cookie, of which this is SHA-256.
CREATE TABLE provider_flows (
    hash {bytes} NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL
) {clustered};
CREATE INDEX provider_flows_expired ON provider_flows (expires_at);

-- Somebody who came in that way is not asked to change a password that they did not use.
ALTER TABLE web_sessions ADD COLUMN by_provider BOOLEAN NOT NULL DEFAULT FALSE;
