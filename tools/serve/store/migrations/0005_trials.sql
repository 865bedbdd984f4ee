-- Tests by users: fresh digits that were sent together, and what models read in them.
CREATE TABLE fresh_set (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  left_out TEXT NOT NULL, -- JSON: a sentence for each picture that was not taken
  created_at BIGINT NOT NULL
);
CREATE INDEX fresh_set_by_owner ON fresh_set (owner);

CREATE TABLE fresh_digit (
  set_id TEXT NOT NULL REFERENCES fresh_set (id) ON DELETE CASCADE,
  number BIGINT NOT NULL, -- 1, 2, 3 .. in its set
  owner TEXT NOT NULL,
  sha256 TEXT NOT NULL,   -- of the picture's file
  label BIGINT NOT NULL CHECK (label BETWEEN 0 AND 9),
  file_name TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  seen TEXT NOT NULL,     -- 28x28 pixels in base64
  PRIMARY KEY (set_id, number),
  UNIQUE (set_id, sha256)
);
CREATE INDEX fresh_digit_by_owner ON fresh_digit (owner, sha256, bytes);
CREATE VIEW file_references_trials AS SELECT owner, 'fresh_image' AS kind, sha256 FROM fresh_digit;

-- A set that was read by a model, which need not be kept any more.
CREATE TABLE trial (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  number BIGINT NOT NULL, -- 1, 2, 3 .. of one owner's
  set_id TEXT NOT NULL REFERENCES fresh_set (id) ON DELETE CASCADE,
  version_number BIGINT,  -- of the owner's; NULL: what everybody was served
  model_sha256 TEXT NOT NULL,
  images BIGINT NOT NULL,
  right_answers BIGINT NOT NULL,
  known_images BIGINT NOT NULL, -- that were among the owner's samples when the model read them
  known_right BIGINT NOT NULL,
  loss DOUBLE PRECISION NOT NULL,
  calibration_error DOUBLE PRECISION NOT NULL,
  known TEXT NOT NULL,    -- a 1 for each digit that was, a 0 for the others
  outputs TEXT NOT NULL,  -- of the model for each digit, floats in base64
  created_at BIGINT NOT NULL,
  UNIQUE (owner, number),
  UNIQUE (set_id, model_sha256)
);
