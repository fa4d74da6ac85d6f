-- What version 2 changed in version 1.
DROP TABLE sync_hold;
CREATE TABLE sync_hold (
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  direction            TEXT NOT NULL,
  record               INTEGER NOT NULL,
  decision             TEXT,
  PRIMARY KEY (user, kind, direction, record)
) WITHOUT ROWID;
