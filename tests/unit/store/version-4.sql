-- What version 4 changed in version 3.
CREATE INDEX sync_state_folder ON sync_state (kind, folder_id);
