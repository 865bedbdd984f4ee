-- Models that people and administrators made, what they achieve, which of them is served, and the work that makes them.

CREATE TABLE model_version (
  id TEXT PRIMARY KEY,
  owner_id TEXT REFERENCES account (id) ON DELETE CASCADE, -- NULL: the server's own
  number BIGINT NOT NULL,                                  -- 1, 2, 3 .. of one owner's
  sha256 TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('trained', 'uploaded', 'taken', 'update')),
  parent_sha256 TEXT NOT NULL, -- of the model that training began with; empty: unknown
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,    -- the id of a user, who may have gone
  note TEXT NOT NULL,
  history TEXT NOT NULL,       -- JSON: the epochs of its training
  trained_images BIGINT NOT NULL,
  held_back_images BIGINT NOT NULL,
  held_back_right_before BIGINT NOT NULL,
  held_back_right_after BIGINT NOT NULL,
  UNIQUE (owner_id, number)
);
CREATE INDEX model_version_by_owner ON model_version (owner_id, created_at);
CREATE INDEX model_version_by_sha256 ON model_version (sha256);

-- What a model achieves on images that everybody's are measured on; the same for the same model, whoever has it.
CREATE TABLE model_score (
  model_sha256 TEXT NOT NULL,
  data TEXT NOT NULL, -- `mnist`, or the sums of a test set's two files
  images BIGINT NOT NULL,
  right_answers BIGINT NOT NULL,
  loss DOUBLE PRECISION NOT NULL,
  evaluation TEXT NOT NULL, -- JSON, as `digitnet evaluate --json` prints it
  measured_at BIGINT NOT NULL,
  PRIMARY KEY (model_sha256, data)
);

-- Labelled images of an administrator that a model must read well to be served; one row at most.
CREATE TABLE test_set (
  id TEXT PRIMARY KEY,
  images BIGINT NOT NULL,
  images_sha256 TEXT NOT NULL, -- an IDX file; its labels are another
  labels_sha256 TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL
);

CREATE VIEW file_references_jobs AS
  SELECT COALESCE(owner_id, 'site') AS owner, 'model' AS kind, sha256 FROM model_version
  UNION SELECT 'site' AS owner, 'test_images' AS kind, images_sha256 AS sha256 FROM test_set
  UNION SELECT 'site' AS owner, 'test_labels' AS kind, labels_sha256 AS sha256 FROM test_set;

CREATE TABLE version_choice (
  user_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  version_id TEXT NOT NULL REFERENCES model_version (id) ON DELETE CASCADE,
  chosen_at BIGINT NOT NULL
);

-- What everybody is served; one row, or none. NULL: what the server was started with.
CREATE TABLE served_model (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  version_id TEXT REFERENCES model_version (id),
  candidate_id TEXT REFERENCES model_version (id),
  canary_percent BIGINT NOT NULL
);

CREATE TABLE promotion (
  id TEXT PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE, -- 1, 2, 3 .. in their order
  version_id TEXT NOT NULL REFERENCES model_version (id),
  replaced_id TEXT REFERENCES model_version (id), -- NULL: what the server was started with
  note TEXT NOT NULL,
  promoted_at BIGINT NOT NULL,
  promoted_by TEXT NOT NULL,
  undone_at BIGINT,
  undone_by TEXT
);

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('train', 'evaluate')),
  owner_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  subject_sha256 TEXT NOT NULL, -- of the model to train on or to evaluate; empty: what the server was started with
  version_id TEXT NOT NULL,     -- train: what came of it; evaluate: what is evaluated; empty: none
  progress TEXT NOT NULL,       -- JSON
  problem TEXT NOT NULL,        -- why it failed, for its owner
  is_to_stop BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  seconds DOUBLE PRECISION NOT NULL, -- that the last try ran
  tries BIGINT NOT NULL,
  runner TEXT NOT NULL, -- which server runs it; it says so again and again, or another takes over
  lease_ends_at BIGINT NOT NULL
);
CREATE INDEX job_by_state ON job (state, created_at);
CREATE INDEX job_by_owner ON job (owner_id, created_at);
CREATE UNIQUE INDEX training_in_queue ON job (owner_id) WHERE state = 'queued' AND kind = 'train';
