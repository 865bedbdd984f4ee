-- The last number that was given in a series of one owner's: what is deleted leaves its number to nothing else.
CREATE TABLE given_number (
  owner_id TEXT REFERENCES account (id) ON DELETE CASCADE, -- NULL: the server's own
  series TEXT NOT NULL CHECK (series IN ('version', 'trial')),
  number BIGINT NOT NULL,
  UNIQUE (owner_id, series)
);
INSERT INTO given_number (owner_id, series, number)
  SELECT owner_id, 'version', MAX(number) FROM
    (SELECT owner_id, number FROM model_version
     UNION ALL SELECT owner AS owner_id, version_number AS number FROM trial WHERE version_number IS NOT NULL) AS given
  GROUP BY owner_id;
INSERT INTO given_number (owner_id, series, number) SELECT owner, 'trial', MAX(number) FROM trial GROUP BY owner;
