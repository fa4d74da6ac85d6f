-- Held deletions one by one, each with what the administrator decided (SYNC 11). What was held is found and held anew.
DROP TABLE sync_hold;
CREATE TABLE sync_hold (
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  direction            TEXT NOT NULL,
  record               INTEGER NOT NULL,
  decision             TEXT,
  PRIMARY KEY (user, kind, direction, record)
) WITHOUT ROWID;
