-- Which accounts people may sign in to by which identities at OpenID Connect providers.
CREATE TABLE linked_identity (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  provider TEXT NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  email TEXT NOT NULL,
  email_verified BIGINT NOT NULL,
  linked_at BIGINT NOT NULL,
  used_at BIGINT,
  UNIQUE (issuer, subject)
);
CREATE INDEX linked_identity_by_user ON linked_identity (user_id);

-- Who was sent to a provider and has not come back yet. The state and the browser's cookie as SHA-256 sums.
CREATE TABLE sign_in_flow (
  state_hash TEXT PRIMARY KEY,
  browser_hash TEXT NOT NULL,
  provider TEXT NOT NULL,
  next_path TEXT NOT NULL,
  link_user_id TEXT REFERENCES account (id) ON DELETE CASCADE,
  started_at BIGINT NOT NULL
);
CREATE INDEX sign_in_flow_by_age ON sign_in_flow (started_at);

-- Identities of people who came back, until they log in to the account to link them to, or make a new one.
CREATE TABLE pending_identity (
  browser_hash TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  email TEXT NOT NULL,
  email_verified BIGINT NOT NULL,
  name TEXT NOT NULL,
  next_path TEXT NOT NULL,
  link_user_id TEXT REFERENCES account (id) ON DELETE CASCADE,
  kept_at BIGINT NOT NULL
);
CREATE INDEX pending_identity_by_age ON pending_identity (kept_at);
