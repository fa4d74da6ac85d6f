-- Who has a folder is asked by every pass: not to be looked for in the rows of all users.
CREATE INDEX sync_state_folder ON sync_state (kind, folder_id);
