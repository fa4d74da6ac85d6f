-- Which `private-items` the user's items were last dealt with under (SYNC 20), and which of the baseline are held back for it.
ALTER TABLE sync_state ADD COLUMN private_items TEXT;
ALTER TABLE sync_baseline ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
