-- SPDX-License-Identifier: MIT
-- Schema, version 1. Frozen once released: a change is a new file schema-N.sql in the list of schema.c.
--
-- Rules that the triggers (triggers-1.sql) and checks keep, each measured:
--   * Other programs write here. No application function may appear: it would break every foreign writer. No STRICT tables.
--   * Foreign keys are off in other programs: integrity is kept by triggers, which name the column they refuse.
--   * Every CHECK is named after its column, since SQLite's message gives only the constraint's name.
--   * A date is real if normalising it ('+0 days') gives it back: 30 February and 24:00 do not come back. A GLOB stands before it:
--     'now' would fail with a message that names nothing.
--   * REPLACE fires no delete trigger unless recursive_triggers is on. BEFORE triggers set aside (sync_replaced) what an insert
--     or update may remove; an AFTER trigger, which runs only if the row went in, enters it as deleted. INSERT OR IGNORE and
--     ON CONFLICT DO also fire BEFORE triggers, so these must not journal. A delete trigger that did run empties sync_replaced.
--   * The conflict clause of the outer statement overrides those inside triggers: no INSERT OR ... in a trigger.
--   * modified_at has a trigger of its own, and no trigger listens to that column: nothing is journalled twice, whatever
--     recursive_triggers says.
--   * Engine writes are kept out of the journal by sync_guard.applying, set and cleared in one transaction.

-- === the contract =====================================================================================================

CREATE TABLE company (
  number               INTEGER PRIMARY KEY
    CONSTRAINT number CHECK (number > 0),
  name                 TEXT DEFAULT ''
    CONSTRAINT name CHECK (typeof(name) <> 'blob' AND instr(name, char(0)) = 0),
  maintenance_until    TEXT DEFAULT NULL
    CONSTRAINT maintenance_until CHECK (maintenance_until >= '0001' AND maintenance_until GLOB '????-??-??'
      AND maintenance_until IS date(maintenance_until, '+0 days'))
);

CREATE TABLE user (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT
    CONSTRAINT id CHECK (id > 0),
  login                TEXT NOT NULL COLLATE NOCASE UNIQUE
    CONSTRAINT login CHECK (typeof(login) <> 'blob' AND instr(login, char(0)) = 0 AND login <> '' AND login = trim(login)),
  name                 TEXT DEFAULT NULL
    CONSTRAINT name CHECK (typeof(name) <> 'blob' AND instr(name, char(0)) = 0),
  email                TEXT DEFAULT NULL
    CONSTRAINT email CHECK (typeof(email) <> 'blob' AND instr(email, char(0)) = 0),
  birth_date           TEXT DEFAULT NULL
    CONSTRAINT birth_date CHECK (birth_date >= '0001' AND birth_date GLOB '????-??-??'
      AND birth_date IS date(birth_date, '+0 days')),
  bank_name            TEXT DEFAULT NULL
    CONSTRAINT bank_name CHECK (typeof(bank_name) <> 'blob' AND instr(bank_name, char(0)) = 0),
  iban                 TEXT DEFAULT NULL
    CONSTRAINT iban CHECK (typeof(iban) <> 'blob' AND instr(iban, char(0)) = 0),
  start_company        INTEGER DEFAULT NULL,
  exchange_mailbox     TEXT DEFAULT NULL
    CONSTRAINT exchange_mailbox CHECK (typeof(exchange_mailbox) <> 'blob' AND instr(exchange_mailbox, char(0)) = 0),
  exchange_sync        INTEGER NOT NULL DEFAULT 0
    CONSTRAINT exchange_sync CHECK (exchange_sync IN (0, 1))
);

CREATE TABLE appointment (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT
    CONSTRAINT id CHECK (id > 0),
  company              INTEGER NOT NULL,
  user                 INTEGER NOT NULL,
  uid                  TEXT NOT NULL DEFAULT (lower(hex(randomblob(16))))
    CONSTRAINT uid CHECK (typeof(uid) <> 'blob' AND instr(uid, char(0)) = 0 AND uid <> ''),
  subject              TEXT DEFAULT ''
    CONSTRAINT subject CHECK (typeof(subject) <> 'blob' AND instr(subject, char(0)) = 0),
  location             TEXT DEFAULT ''
    CONSTRAINT location CHECK (typeof(location) <> 'blob' AND instr(location, char(0)) = 0),
  info_text            TEXT DEFAULT ''
    CONSTRAINT info_text CHECK (typeof(info_text) <> 'blob' AND instr(info_text, char(0)) = 0),
  info_format          TEXT NOT NULL DEFAULT 'text'
    CONSTRAINT info_format CHECK (info_format IN ('text', 'html')),
  starts_at            TEXT NOT NULL
    CONSTRAINT starts_at CHECK (starts_at >= '0001' AND starts_at GLOB '????-??-??T??:??:??'
      AND starts_at IS strftime('%Y-%m-%dT%H:%M:%S', starts_at, '+0 days')),
  ends_at              TEXT NOT NULL
    CONSTRAINT ends_at CHECK (ends_at >= '0001' AND ends_at GLOB '????-??-??T??:??:??'
      AND ends_at IS strftime('%Y-%m-%dT%H:%M:%S', ends_at, '+0 days')
      AND (ends_at > starts_at OR (ends_at = starts_at AND all_day = 0) OR NOT (starts_at GLOB '????-??-??T??:??:??'
        AND starts_at IS strftime('%Y-%m-%dT%H:%M:%S', starts_at, '+0 days')))),
  time_zone            TEXT DEFAULT NULL
    CONSTRAINT time_zone CHECK (typeof(time_zone) <> 'blob' AND time_zone NOT GLOB '*[^A-Za-z0-9_+/-]*'),
  all_day              INTEGER NOT NULL DEFAULT 0
    CONSTRAINT all_day CHECK (all_day IN (0, 1)
      AND (all_day = 0 OR (starts_at GLOB '*T00:00:00' AND ends_at GLOB '*T00:00:00'))),
  show_as              TEXT NOT NULL DEFAULT 'busy'
    CONSTRAINT show_as CHECK (show_as IN ('free', 'tentative', 'busy', 'out-of-office', 'working-elsewhere')),
  sensitivity          TEXT NOT NULL DEFAULT 'normal'
    CONSTRAINT sensitivity CHECK (sensitivity IN ('normal', 'personal', 'private', 'confidential')),
  importance           TEXT NOT NULL DEFAULT 'normal'
    CONSTRAINT importance CHECK (importance IN ('low', 'normal', 'high')),
  reminder_minutes     INTEGER DEFAULT NULL
    CONSTRAINT reminder_minutes CHECK (reminder_minutes IS NULL
      OR (typeof(reminder_minutes) = 'integer'
      AND reminder_minutes BETWEEN 0 AND 2147483647)),
  categories           TEXT DEFAULT '[]'
    CONSTRAINT categories CHECK (categories IS NULL OR (json_valid(categories) AND json_type(categories) = 'array')),
  recurrence           TEXT DEFAULT NULL
    CONSTRAINT recurrence CHECK (recurrence = '' OR instr(upper(recurrence), 'FREQ=') > 0),
  organizer            TEXT DEFAULT NULL
    CONSTRAINT organizer CHECK (typeof(organizer) <> 'blob' AND instr(organizer, char(0)) = 0),
  attendees            TEXT DEFAULT NULL
    CONSTRAINT attendees CHECK (attendees IS NULL OR json_valid(attendees)),
  created_at           TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    CONSTRAINT created_at CHECK (created_at GLOB '????-??-??T??:??:??*Z' AND strftime('%s', created_at) IS NOT NULL),
  modified_at          TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    CONSTRAINT modified_at CHECK (modified_at GLOB '????-??-??T??:??:??*Z' AND strftime('%s', modified_at) IS NOT NULL),
  UNIQUE (user, uid)
);

CREATE TABLE appointment_exception (
  appointment          INTEGER NOT NULL,
  original_start       TEXT NOT NULL
    CONSTRAINT original_start CHECK (original_start >= '0001' AND original_start GLOB '????-??-??T??:??:??'
      AND original_start IS strftime('%Y-%m-%dT%H:%M:%S', original_start, '+0 days')),
  cancelled            INTEGER NOT NULL DEFAULT 0
    CONSTRAINT cancelled CHECK (cancelled IN (0, 1)),
  subject              TEXT DEFAULT NULL
    CONSTRAINT subject CHECK (typeof(subject) <> 'blob' AND instr(subject, char(0)) = 0),
  location             TEXT DEFAULT NULL
    CONSTRAINT location CHECK (typeof(location) <> 'blob' AND instr(location, char(0)) = 0),
  info_text            TEXT DEFAULT NULL
    CONSTRAINT info_text CHECK (typeof(info_text) <> 'blob' AND instr(info_text, char(0)) = 0),
  starts_at            TEXT DEFAULT NULL
    CONSTRAINT starts_at CHECK (starts_at >= '0001' AND starts_at GLOB '????-??-??T??:??:??'
      AND starts_at IS strftime('%Y-%m-%dT%H:%M:%S', starts_at, '+0 days')),
  ends_at              TEXT DEFAULT NULL
    CONSTRAINT ends_at CHECK (ends_at >= '0001' AND ends_at GLOB '????-??-??T??:??:??'
      AND ends_at IS strftime('%Y-%m-%dT%H:%M:%S', ends_at, '+0 days')
      AND (ends_at >= coalesce(starts_at, ends_at) OR NOT (starts_at GLOB '????-??-??T??:??:??'
        AND starts_at IS strftime('%Y-%m-%dT%H:%M:%S', starts_at, '+0 days')))),
  all_day              INTEGER DEFAULT NULL
    CONSTRAINT all_day CHECK (all_day IS NULL OR (all_day IN (0, 1) AND (all_day = 0
      OR (coalesce(starts_at, 'T00:00:00') GLOB '*T00:00:00' AND coalesce(ends_at, 'T00:00:00') GLOB '*T00:00:00')))),
  show_as              TEXT DEFAULT NULL
    CONSTRAINT show_as CHECK (show_as IN ('free', 'tentative', 'busy', 'out-of-office', 'working-elsewhere')),
  sensitivity          TEXT DEFAULT NULL
    CONSTRAINT sensitivity CHECK (sensitivity IN ('normal', 'personal', 'private', 'confidential')),
  importance           TEXT DEFAULT NULL
    CONSTRAINT importance CHECK (importance IN ('low', 'normal', 'high')),
  categories           TEXT DEFAULT NULL
    CONSTRAINT categories CHECK (categories IS NULL OR (json_valid(categories) AND json_type(categories) = 'array')),
  reminder_minutes     INTEGER DEFAULT NULL
    CONSTRAINT reminder_minutes CHECK (reminder_minutes IS NULL
      OR (typeof(reminder_minutes) = 'integer'
      AND reminder_minutes BETWEEN -1 AND 2147483647)),
  PRIMARY KEY (appointment, original_start)
);

CREATE TABLE task (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT
    CONSTRAINT id CHECK (id > 0),
  company              INTEGER NOT NULL,
  user                 INTEGER NOT NULL,
  uid                  TEXT NOT NULL DEFAULT (lower(hex(randomblob(16))))
    CONSTRAINT uid CHECK (typeof(uid) <> 'blob' AND instr(uid, char(0)) = 0 AND uid <> ''),
  subject              TEXT DEFAULT ''
    CONSTRAINT subject CHECK (typeof(subject) <> 'blob' AND instr(subject, char(0)) = 0),
  info_text            TEXT DEFAULT ''
    CONSTRAINT info_text CHECK (typeof(info_text) <> 'blob' AND instr(info_text, char(0)) = 0),
  info_format          TEXT NOT NULL DEFAULT 'text'
    CONSTRAINT info_format CHECK (info_format IN ('text', 'html')),
  start_date           TEXT DEFAULT NULL
    CONSTRAINT start_date CHECK (start_date >= '0001' AND start_date GLOB '????-??-??'
      AND start_date IS date(start_date, '+0 days')),
  due_date             TEXT DEFAULT NULL
    CONSTRAINT due_date CHECK (due_date >= '0001' AND due_date GLOB '????-??-??'
      AND due_date IS date(due_date, '+0 days')),
  completed_date       TEXT DEFAULT NULL
    CONSTRAINT completed_date CHECK (completed_date >= '0001' AND completed_date GLOB '????-??-??'
      AND completed_date IS date(completed_date, '+0 days')),
  status               TEXT NOT NULL DEFAULT 'not-started'
    CONSTRAINT status CHECK (status IN ('not-started', 'in-progress', 'completed', 'waiting', 'deferred')),
  percent_complete     INTEGER NOT NULL DEFAULT 0
    CONSTRAINT percent_complete CHECK (typeof(percent_complete) = 'integer'
      AND percent_complete BETWEEN 0 AND 100),
  importance           TEXT NOT NULL DEFAULT 'normal'
    CONSTRAINT importance CHECK (importance IN ('low', 'normal', 'high')),
  sensitivity          TEXT NOT NULL DEFAULT 'normal'
    CONSTRAINT sensitivity CHECK (sensitivity IN ('normal', 'personal', 'private', 'confidential')),
  reminder_at          TEXT DEFAULT NULL
    CONSTRAINT reminder_at CHECK (reminder_at >= '0001' AND reminder_at GLOB '????-??-??T??:??:??'
      AND reminder_at IS strftime('%Y-%m-%dT%H:%M:%S', reminder_at, '+0 days')),
  categories           TEXT DEFAULT '[]'
    CONSTRAINT categories CHECK (categories IS NULL OR (json_valid(categories) AND json_type(categories) = 'array')),
  recurrence           TEXT DEFAULT NULL
    CONSTRAINT recurrence CHECK (recurrence = '' OR instr(upper(recurrence), 'FREQ=') > 0),
  regenerate           INTEGER NOT NULL DEFAULT 0
    CONSTRAINT regenerate CHECK (regenerate IN (0, 1)),
  total_work_minutes   INTEGER NOT NULL DEFAULT 0
    CONSTRAINT total_work_minutes CHECK (typeof(total_work_minutes) = 'integer'
      AND total_work_minutes BETWEEN 0 AND 2147483647),
  actual_work_minutes  INTEGER NOT NULL DEFAULT 0
    CONSTRAINT actual_work_minutes CHECK (typeof(actual_work_minutes) = 'integer'
      AND actual_work_minutes BETWEEN 0 AND 2147483647),
  mileage              TEXT DEFAULT ''
    CONSTRAINT mileage CHECK (typeof(mileage) <> 'blob' AND instr(mileage, char(0)) = 0),
  billing_information  TEXT DEFAULT ''
    CONSTRAINT billing_information CHECK (typeof(billing_information) <> 'blob' AND instr(billing_information, char(0)) = 0),
  companies            TEXT DEFAULT '[]'
    CONSTRAINT companies CHECK (companies IS NULL OR (json_valid(companies) AND json_type(companies) = 'array')),
  created_at           TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    CONSTRAINT created_at CHECK (created_at GLOB '????-??-??T??:??:??*Z' AND strftime('%s', created_at) IS NOT NULL),
  modified_at          TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    CONSTRAINT modified_at CHECK (modified_at GLOB '????-??-??T??:??:??*Z' AND strftime('%s', modified_at) IS NOT NULL),
  UNIQUE (user, uid)
);

CREATE INDEX appointment_company ON appointment (company);
CREATE INDEX appointment_starts_at ON appointment (user, starts_at);
CREATE INDEX task_company ON task (company);

-- === the engine's own tables ============================================================================================
-- Instants are microseconds since 1970-01-01 UTC.

CREATE TABLE meta (
  key                  TEXT PRIMARY KEY,
  value
);
CREATE TABLE setting (
  key                  TEXT PRIMARY KEY,
  value                TEXT,
  changed_at           INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE sync_guard (
  id                   INTEGER PRIMARY KEY CHECK (id = 1),
  applying             INTEGER NOT NULL DEFAULT 0
);
CREATE VIEW sync_now AS SELECT
  CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000 AS at;

CREATE TABLE sync_journal (
  seq                  INTEGER PRIMARY KEY AUTOINCREMENT,
  at                   INTEGER NOT NULL DEFAULT
    (CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000),
  kind                 TEXT NOT NULL,
  record               INTEGER NOT NULL,
  user                 INTEGER NOT NULL,
  company              INTEGER NOT NULL,
  op                   TEXT NOT NULL,
  column_name          TEXT,
  original_start       TEXT,
  old_value            TEXT,
  done                 INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sync_journal_pending ON sync_journal (user, kind, record, seq) WHERE done = 0;
CREATE INDEX sync_journal_record ON sync_journal (kind, record, seq);
-- What another program's edit replaced, for matching by the values before it (SYNC 10).
CREATE INDEX sync_journal_old_start ON sync_journal (user, old_value) WHERE done = 0 AND column_name = 'starts_at';

-- Rows an insert or update may be about to replace; of no meaning between two statements.
CREATE TABLE sync_replaced (
  kind                 TEXT NOT NULL,
  id                   INTEGER NOT NULL,
  user                 INTEGER,
  company              INTEGER,
  uid                  TEXT,
  content              TEXT,
  exceptions           TEXT
);
CREATE TABLE sync_deleted (
  kind                 TEXT NOT NULL,
  id                   INTEGER NOT NULL,
  user                 INTEGER NOT NULL,
  company              INTEGER NOT NULL,
  uid                  TEXT NOT NULL,
  content              TEXT NOT NULL,
  exceptions           TEXT NOT NULL,
  deleted_at           INTEGER NOT NULL DEFAULT
    (CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000),
  cause                TEXT NOT NULL DEFAULT 'local',
  PRIMARY KEY (kind, id)
);
CREATE INDEX sync_deleted_user ON sync_deleted (user, kind, uid);

-- Exceptions deleted while their appointment stays.
CREATE TABLE sync_deleted_exception (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  appointment          INTEGER NOT NULL,
  original_start       TEXT NOT NULL,
  content              TEXT NOT NULL,
  deleted_at           INTEGER NOT NULL DEFAULT
    (CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000)
);
CREATE INDEX sync_deleted_exception_appointment ON sync_deleted_exception (appointment);

CREATE TABLE sync_user (
  user                 INTEGER PRIMARY KEY,
  revision             INTEGER NOT NULL DEFAULT 0,
  enabled              INTEGER NOT NULL DEFAULT 0,
  enabled_at           INTEGER NOT NULL DEFAULT 0,
  changed_at           INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE sync_off_period (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  source               TEXT NOT NULL,
  user                 INTEGER NOT NULL DEFAULT 0,
  kind                 TEXT,
  direction            TEXT,
  begins               INTEGER NOT NULL,
  ends                 INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sync_off_period_user ON sync_off_period (user, begins);

CREATE TABLE sync_state (
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  folder_id            TEXT,
  token                TEXT,
  t0                   INTEGER NOT NULL DEFAULT 0,
  listed               INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user, kind)
);
CREATE TABLE sync_link (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  kind                 TEXT NOT NULL,
  user                 INTEGER NOT NULL,
  record               INTEGER NOT NULL,
  record_gone          INTEGER NOT NULL DEFAULT 0,
  item_id              TEXT,
  item_gone            INTEGER NOT NULL DEFAULT 0,
  set_aside            INTEGER NOT NULL DEFAULT 0,
  is_meeting           INTEGER NOT NULL DEFAULT 0,
  change_key           TEXT,
  uid                  TEXT,
  create_token         TEXT,
  seen_local           TEXT,
  seen_remote          TEXT,
  field_version        INTEGER NOT NULL DEFAULT 0,
  reason_out           TEXT,
  reason_in            TEXT,
  changed_at           INTEGER NOT NULL DEFAULT 0,
  last_transfer_at     INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sync_link_record ON sync_link (kind, record);
CREATE INDEX sync_link_item ON sync_link (user, kind, item_id) WHERE set_aside = 0;
CREATE INDEX sync_link_uid ON sync_link (user, kind, uid) WHERE set_aside = 0;
CREATE INDEX sync_link_token ON sync_link (user, kind, create_token) WHERE set_aside = 0 AND create_token IS NOT NULL;
CREATE INDEX sync_link_aside ON sync_link (user, kind) WHERE set_aside = 1;

CREATE TABLE sync_baseline (
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  item_id              TEXT NOT NULL,
  uid                  TEXT,
  match_key            TEXT,
  hashes               TEXT,
  field_version        INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user, kind, item_id)
) WITHOUT ROWID;
CREATE INDEX sync_baseline_uid ON sync_baseline (user, kind, uid);
CREATE INDEX sync_baseline_key ON sync_baseline (user, kind, match_key);

CREATE TABLE sync_inbox (
  seq                  INTEGER PRIMARY KEY AUTOINCREMENT,
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  item_id              TEXT NOT NULL,
  deleted              INTEGER NOT NULL DEFAULT 0,
  change_key           TEXT,
  folder_id            TEXT,
  uid                  TEXT,
  create_token         TEXT,
  created_at           INTEGER NOT NULL DEFAULT 0,
  modified_at          INTEGER NOT NULL DEFAULT 0,
  is_meeting           INTEGER NOT NULL DEFAULT 0,
  unsupported          TEXT,
  item                 TEXT,
  UNIQUE (user, kind, item_id)
);
CREATE TABLE sync_intent (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  op                   INTEGER NOT NULL,
  record               INTEGER NOT NULL DEFAULT 0,
  link                 INTEGER NOT NULL DEFAULT 0,
  item_id              TEXT,
  create_token         TEXT,
  uid                  TEXT,
  units                INTEGER NOT NULL DEFAULT 0,
  seen_local           TEXT,
  seen_remote          TEXT,
  journal_seq          INTEGER NOT NULL DEFAULT 0,
  inbox_seq            INTEGER NOT NULL DEFAULT 0,
  begun_at             INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sync_intent_user ON sync_intent (user, kind);

CREATE TABLE sync_parked (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  kind                 TEXT NOT NULL,
  user                 INTEGER NOT NULL,
  record               INTEGER NOT NULL DEFAULT 0,
  item_id              TEXT,
  direction            TEXT NOT NULL,
  journal_seq          INTEGER NOT NULL DEFAULT 0,
  change_key           TEXT,
  code                 TEXT,
  reason               TEXT,
  at                   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sync_parked_record ON sync_parked (user, kind, record);
CREATE INDEX sync_parked_item ON sync_parked (user, kind, item_id);

CREATE TABLE sync_conflict (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  at                   INTEGER NOT NULL DEFAULT
    (CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000),
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  record               INTEGER NOT NULL,
  unit                 TEXT NOT NULL,
  original_start       TEXT,
  local_value          TEXT,
  remote_value         TEXT,
  winner               TEXT NOT NULL,
  rule                 TEXT
);
CREATE INDEX sync_conflict_record ON sync_conflict (kind, record);

CREATE TABLE sync_deletion (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  direction            TEXT NOT NULL,
  at                   INTEGER NOT NULL
);
CREATE INDEX sync_deletion_user ON sync_deletion (user, kind, direction, at);
CREATE TABLE sync_hold (
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  direction            TEXT NOT NULL,
  count                INTEGER NOT NULL,
  PRIMARY KEY (user, kind, direction)
);

CREATE TABLE sync_status (
  user                 INTEGER PRIMARY KEY,
  state                TEXT NOT NULL,
  reason               TEXT,
  last_success         INTEGER NOT NULL DEFAULT 0,
  last_error_at        INTEGER NOT NULL DEFAULT 0,
  last_error           TEXT,
  count_out            INTEGER NOT NULL DEFAULT 0,
  count_in             INTEGER NOT NULL DEFAULT 0,
  parked               INTEGER NOT NULL DEFAULT 0,
  held                 INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE sync_engine (
  id                   INTEGER PRIMARY KEY CHECK (id = 1),
  state                TEXT NOT NULL DEFAULT 'stopped',
  started_at           INTEGER NOT NULL DEFAULT 0,
  heartbeat_at         INTEGER NOT NULL DEFAULT 0,
  endpoint             TEXT,
  connection           TEXT,
  connected            INTEGER NOT NULL DEFAULT 0,
  restart_needed       INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE sync_command (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  added_at             INTEGER NOT NULL DEFAULT
    (CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000),
  command              TEXT NOT NULL,
  argument             TEXT,
  done_at              INTEGER NOT NULL DEFAULT 0,
  result               TEXT
);

INSERT INTO meta (key, value) VALUES ('config-revision', 1);
INSERT INTO sync_guard (id, applying) VALUES (1, 0);
INSERT INTO sync_engine (id) VALUES (1);
-- The master switch is off until somebody switches it on.
INSERT INTO sync_off_period (source, begins) VALUES ('auto-sync', 0);
