-- What version 3 changed in version 2.
ALTER TABLE sync_state ADD COLUMN private_items TEXT;
ALTER TABLE sync_baseline ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
