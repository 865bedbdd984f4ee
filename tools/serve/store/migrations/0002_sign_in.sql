-- Which accounts people may sign in to by which identities at OpenID Connect providers.
CREATE TABLE identities (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  provider TEXT NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  email TEXT NOT NULL,
  email_verified BIGINT NOT NULL,
  linked_at BIGINT NOT NULL,
  used_at BIGINT,
  UNIQUE (issuer, subject)
);
CREATE INDEX identities_of_user ON identities(user_id);

-- Who was sent to a provider and has not come back yet. The state and the browser's cookie as SHA-256 sums.
CREATE TABLE sign_in_flows (
  state_hash TEXT PRIMARY KEY,
  browser_hash TEXT NOT NULL,
  provider TEXT NOT NULL,
  next_path TEXT NOT NULL,
  link_user_id TEXT REFERENCES account(id) ON DELETE CASCADE,
  started_at BIGINT NOT NULL
);
CREATE INDEX sign_in_flows_by_age ON sign_in_flows(started_at);

-- Identities of people who came back, until they log in to the account to link them to, or make a new one.
CREATE TABLE pending_identities (
  browser_hash TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  email TEXT NOT NULL,
  email_verified BIGINT NOT NULL,
  name TEXT NOT NULL,
  next_path TEXT NOT NULL,
  link_user_id TEXT REFERENCES account(id) ON DELETE CASCADE,
  kept_at BIGINT NOT NULL
);
CREATE INDEX pending_identities_by_age ON pending_identities(kept_at);
