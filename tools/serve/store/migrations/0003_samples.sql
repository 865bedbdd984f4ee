-- The digits that users keep to train and test with.
CREATE TABLE sample (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  number BIGINT NOT NULL,      -- the order in which they came
  sha256 TEXT NOT NULL,        -- of the picture's file
  label BIGINT CHECK (label BETWEEN 0 AND 9),
  other_label BIGINT CHECK (other_label BETWEEN 0 AND 9),
  source TEXT NOT NULL CHECK (source IN ('upload', 'drawing', 'correction')),
  file_name TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  is_held_back BIGINT,         -- nothing as long as there is no label
  model_label BIGINT NOT NULL, -- what a model says
  model_probability DOUBLE PRECISION NOT NULL,
  model_version TEXT NOT NULL,
  is_doubtful BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen TEXT NOT NULL,          -- 28x28 pixels in base64
  UNIQUE (owner, number),
  UNIQUE (owner, sha256)
);
CREATE INDEX sample_by_label ON sample (owner, label, is_doubtful, is_held_back, other_label, bytes);
CREATE INDEX sample_by_model ON sample (owner, model_version);
CREATE VIEW file_references_samples AS SELECT owner, 'image' AS kind, sha256 FROM sample;
