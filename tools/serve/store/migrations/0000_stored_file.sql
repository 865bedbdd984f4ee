-- Pictures and models where servers share a PostgreSQL database. With SQLite they are files, and this stays empty.
CREATE TABLE stored_file (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  stored_at BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (owner, kind, sha256)
);
