-- Users, what they log in with, and what is known of it. Times are milliseconds since 1970; what is called a hash of a
-- token or key is its SHA-256 in hexadecimal digits.

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL, -- in lower case, as searches compare
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  password_hash TEXT,
  role TEXT NOT NULL CHECK (role IN ('user', 'admin')),
  state TEXT NOT NULL CHECK (state IN ('unverified', 'active', 'disabled')),
  quota_images BIGINT,
  quota_image_bytes BIGINT,
  quota_training_seconds_per_day BIGINT,
  created_at BIGINT NOT NULL,
  last_login_at BIGINT
);
CREATE INDEX account_by_state ON account (state, role);

CREATE TABLE login_session (
  token_hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX login_session_by_user ON login_session (user_id);
CREATE INDEX login_session_by_last_seen ON login_session (last_seen_at);

-- A mail whose link or code will confirm something. One without a user looks the same from outside and confirms
-- nothing: the address is somebody else's, or nobody's.
CREATE TABLE confirmation (
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('registration', 'reset', 'email')),
  user_id TEXT REFERENCES account (id) ON DELETE CASCADE,
  email TEXT NOT NULL,         -- where the mail goes
  old_email_key TEXT NOT NULL, -- the account's address when this began
  name TEXT NOT NULL,          -- what a registration sets
  password_hash TEXT,
  flow_hash TEXT UNIQUE, -- of the cookie's token
  channel TEXT NOT NULL CHECK (channel IN ('link', 'code')),
  code_hash TEXT, -- argon2id
  code_expires_at BIGINT NOT NULL,
  code_tries BIGINT NOT NULL,
  link_hash TEXT UNIQUE,
  link_expires_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX confirmation_by_user ON confirmation (user_id, purpose);
CREATE INDEX confirmation_by_expiry ON confirmation (expires_at);

CREATE TABLE api_token (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  beginning TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL, -- names with a blank between them
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX api_token_by_user ON api_token (user_id);

CREATE TABLE attempt (
  limit_name TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX attempt_by_key ON attempt (limit_name, key_hash, made_at);
CREATE INDEX attempt_by_expiry ON attempt (expires_at);

CREATE TABLE login_failure (
  key_hash TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX login_failure_by_expiry ON login_failure (expires_at);

-- Users are named by id alone and without a reference: entries outlive a user and then name nobody.
CREATE TABLE audit_entry (
  id TEXT PRIMARY KEY,
  made_at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  address TEXT NOT NULL,
  request_id TEXT NOT NULL
);
CREATE INDEX audit_entry_by_time ON audit_entry (made_at);
CREATE INDEX audit_entry_by_actor ON audit_entry (actor, made_at);
CREATE INDEX audit_entry_by_subject ON audit_entry (subject, made_at);

CREATE TABLE mail (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL, -- empty once it is sent: it may hold a link or code
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  tries BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  next_try_at BIGINT NOT NULL,
  done_at BIGINT,
  problem TEXT NOT NULL
);
CREATE INDEX mail_by_state ON mail (state, next_try_at);
CREATE INDEX mail_by_time ON mail (created_at);
CREATE INDEX mail_by_recipient ON mail (recipient);
