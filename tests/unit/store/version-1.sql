PRAGMA application_id = 1651533176; PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE company (
  number               INTEGER PRIMARY KEY
    CONSTRAINT number CHECK (number > 0),
  name                 TEXT DEFAULT ''
    CONSTRAINT name CHECK (typeof(name) <> 'blob' AND instr(name, char(0)) = 0),
  maintenance_until    TEXT DEFAULT NULL
    CONSTRAINT maintenance_until CHECK (maintenance_until >= '0001' AND maintenance_until GLOB '????-??-??'
      AND maintenance_until IS date(maintenance_until, '+0 days'))
);
INSERT INTO company VALUES(1,'Muster GmbH',NULL);
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
INSERT INTO user VALUES(1,'anna','Anna Muster',NULL,NULL,NULL,NULL,1,'anna@firma.de',1);
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
INSERT INTO appointment VALUES(1,1,1,'uid-1','Jour fixe','','','text','2026-11-23T10:00:00','2026-11-23T11:00:00',NULL,0,'busy','normal','normal',NULL,'[]','FREQ=WEEKLY',NULL,NULL,'2026-11-23T21:20:40Z','2026-11-23T21:20:40Z');
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
INSERT INTO appointment_exception VALUES(1,'2026-11-30T10:00:00',1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO task VALUES(1,1,1,'uid-2','Angebot','','text',NULL,'2026-12-01',NULL,'in-progress',0,'normal','normal',NULL,'[]',NULL,0,0,0,'','','[]','2026-11-23T21:20:40Z','2026-11-23T21:20:40Z');
CREATE TABLE meta (
  key                  TEXT PRIMARY KEY,
  value
);
INSERT INTO meta VALUES('config-revision',4);
CREATE TABLE setting (
  key                  TEXT PRIMARY KEY,
  value                TEXT,
  changed_at           INTEGER NOT NULL DEFAULT 0
);
INSERT INTO setting VALUES('ews-host','exchange.firma.local',1795468840481000);
CREATE TABLE sync_guard (
  id                   INTEGER PRIMARY KEY CHECK (id = 1),
  applying             INTEGER NOT NULL DEFAULT 0
);
INSERT INTO sync_guard VALUES(1,0);
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
INSERT INTO sync_journal VALUES(1,1795468840453000,'appointment',1,1,1,'insert',NULL,NULL,NULL,0);
INSERT INTO sync_journal VALUES(2,1795468840461000,'appointment',1,1,1,'update','original_start','2026-11-30T10:00:00',NULL,0);
INSERT INTO sync_journal VALUES(3,1795468840469000,'task',1,1,1,'insert',NULL,NULL,NULL,0);
INSERT INTO sync_journal VALUES(4,1795468840477000,'task',1,1,1,'update','status',NULL,'not-started',0);
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
CREATE TABLE sync_deleted_exception (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  appointment          INTEGER NOT NULL,
  original_start       TEXT NOT NULL,
  content              TEXT NOT NULL,
  deleted_at           INTEGER NOT NULL DEFAULT
    (CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000)
);
CREATE TABLE sync_user (
  user                 INTEGER PRIMARY KEY,
  revision             INTEGER NOT NULL DEFAULT 0,
  enabled              INTEGER NOT NULL DEFAULT 0,
  enabled_at           INTEGER NOT NULL DEFAULT 0,
  changed_at           INTEGER NOT NULL DEFAULT 0
);
INSERT INTO sync_user VALUES(1,1,1,1795468840439000,1795468840439000);
CREATE TABLE sync_off_period (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  source               TEXT NOT NULL,
  user                 INTEGER NOT NULL DEFAULT 0,
  kind                 TEXT,
  direction            TEXT,
  begins               INTEGER NOT NULL,
  ends                 INTEGER NOT NULL DEFAULT 0
);
INSERT INTO sync_off_period VALUES(1,'auto-sync',0,NULL,NULL,0,0);
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
CREATE TABLE sync_deletion (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  direction            TEXT NOT NULL,
  at                   INTEGER NOT NULL
);
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
INSERT INTO sync_engine VALUES(1,'stopped',0,0,NULL,NULL,0,0);
CREATE TABLE sync_command (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  added_at             INTEGER NOT NULL DEFAULT
    (CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000),
  command              TEXT NOT NULL,
  argument             TEXT,
  done_at              INTEGER NOT NULL DEFAULT 0,
  result               TEXT
);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('sync_off_period',1);
INSERT INTO sqlite_sequence VALUES('user',1);
INSERT INTO sqlite_sequence VALUES('sync_deleted_exception',0);
INSERT INTO sqlite_sequence VALUES('sync_journal',4);
INSERT INTO sqlite_sequence VALUES('appointment',1);
INSERT INTO sqlite_sequence VALUES('task',1);
CREATE INDEX appointment_company ON appointment (company);
CREATE INDEX appointment_starts_at ON appointment (user, starts_at);
CREATE INDEX task_company ON task (company);
CREATE VIEW sync_now AS SELECT
  CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000 AS at;
CREATE INDEX sync_journal_pending ON sync_journal (user, kind, record, seq) WHERE done = 0;
CREATE INDEX sync_journal_record ON sync_journal (kind, record, seq);
CREATE INDEX sync_journal_old_start ON sync_journal (user, old_value) WHERE done = 0 AND column_name = 'starts_at';
CREATE INDEX sync_deleted_user ON sync_deleted (user, kind, uid);
CREATE INDEX sync_deleted_exception_appointment ON sync_deleted_exception (appointment);
CREATE INDEX sync_off_period_user ON sync_off_period (user, begins);
CREATE INDEX sync_link_record ON sync_link (kind, record);
CREATE INDEX sync_link_item ON sync_link (user, kind, item_id) WHERE set_aside = 0;
CREATE INDEX sync_link_uid ON sync_link (user, kind, uid) WHERE set_aside = 0;
CREATE INDEX sync_link_token ON sync_link (user, kind, create_token) WHERE set_aside = 0 AND create_token IS NOT NULL;
CREATE INDEX sync_link_aside ON sync_link (user, kind) WHERE set_aside = 1;
CREATE INDEX sync_baseline_uid ON sync_baseline (user, kind, uid);
CREATE INDEX sync_baseline_key ON sync_baseline (user, kind, match_key);
CREATE INDEX sync_intent_user ON sync_intent (user, kind);
CREATE INDEX sync_parked_record ON sync_parked (user, kind, record);
CREATE INDEX sync_parked_item ON sync_parked (user, kind, item_id);
CREATE INDEX sync_conflict_record ON sync_conflict (kind, record);
CREATE INDEX sync_deletion_user ON sync_deletion (user, kind, direction, at);
CREATE VIEW sync_appointment_content AS SELECT r.id, r.user, r.company, r.uid,
  json_object(
    'subject', r.subject, 'location', r.location, 'info_text', r.info_text, 'info_format', r.info_format,
    'starts_at', r.starts_at, 'ends_at', r.ends_at, 'time_zone', r.time_zone, 'all_day', r.all_day,
    'show_as', r.show_as, 'sensitivity', r.sensitivity, 'importance', r.importance,
    'reminder_minutes', r.reminder_minutes, 'categories', r.categories, 'recurrence', r.recurrence,
    'organizer', r.organizer, 'attendees', r.attendees, 'created_at', r.created_at) AS content,
  (SELECT json_group_array(json_object(
      'original_start', e.original_start, 'cancelled', e.cancelled, 'subject', e.subject, 'location', e.location,
      'info_text', e.info_text, 'starts_at', e.starts_at, 'ends_at', e.ends_at, 'all_day', e.all_day,
      'show_as', e.show_as, 'sensitivity', e.sensitivity, 'importance', e.importance, 'categories', e.categories,
      'reminder_minutes', e.reminder_minutes))
      FROM appointment_exception e WHERE e.appointment = r.id) AS exceptions
  FROM appointment r;
CREATE TRIGGER appointment_before_insert BEFORE INSERT ON appointment
BEGIN
  DELETE FROM sync_replaced;
  INSERT INTO sync_replaced (kind, id, user, company, uid, content, exceptions)
    SELECT 'appointment', id, user, company, uid, content, exceptions FROM sync_appointment_content
    WHERE id = NEW.id OR (user = NEW.user AND uid = NEW.uid);
END;
CREATE TRIGGER appointment_after_insert AFTER INSERT ON appointment
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'appointment', id, user, company, 'delete' FROM sync_replaced
    WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
  DELETE FROM sync_deleted WHERE kind = 'appointment' AND (id = NEW.id OR id IN (SELECT id FROM sync_replaced));
  INSERT INTO sync_deleted (kind, id, user, company, uid, content, exceptions)
    SELECT 'appointment', id, user, company, uid, content, exceptions FROM sync_replaced WHERE id <> NEW.id;
  DELETE FROM appointment_exception WHERE appointment IN (SELECT id FROM sync_replaced);
  DELETE FROM sync_replaced;
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'appointment', NEW.id, NEW.user, NEW.company, 'insert' WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
END;
CREATE TRIGGER appointment_before_rekey BEFORE UPDATE OF user, uid ON appointment
WHEN OLD.user IS NOT NEW.user OR OLD.uid IS NOT NEW.uid
BEGIN
  DELETE FROM sync_replaced;
  INSERT INTO sync_replaced (kind, id, user, company, uid, content, exceptions)
    SELECT 'appointment', id, user, company, uid, content, exceptions FROM sync_appointment_content
    WHERE user = NEW.user AND uid = NEW.uid AND id <> OLD.id;
END;
CREATE TRIGGER appointment_after_rekey AFTER UPDATE OF user, uid ON appointment
WHEN OLD.user IS NOT NEW.user OR OLD.uid IS NOT NEW.uid
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'appointment', id, user, company, 'delete' FROM sync_replaced
    WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
  DELETE FROM sync_deleted WHERE kind = 'appointment' AND (id = NEW.id OR id IN (SELECT id FROM sync_replaced));
  INSERT INTO sync_deleted (kind, id, user, company, uid, content, exceptions)
    SELECT 'appointment', id, user, company, uid, content, exceptions FROM sync_replaced WHERE id <> NEW.id;
  DELETE FROM appointment_exception WHERE appointment IN (SELECT id FROM sync_replaced);
  DELETE FROM sync_replaced;
END;
CREATE TRIGGER appointment_after_update AFTER UPDATE OF
  user, company, uid, subject, location, info_text, info_format, starts_at, ends_at, time_zone, all_day, show_as,
  sensitivity, importance, reminder_minutes, categories, recurrence, organizer, attendees ON appointment
WHEN NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying)
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op, column_name, old_value)
    SELECT 'appointment', NEW.id, OLD.user, OLD.company, 'update', 'user', OLD.user WHERE OLD.user IS NOT NEW.user;
  INSERT INTO sync_journal (kind, record, user, company, op, column_name, old_value)
    SELECT 'appointment', NEW.id, NEW.user, NEW.company, 'update', name, old FROM (
    SELECT 'user' AS name, OLD.user AS old WHERE OLD.user IS NOT NEW.user
    UNION ALL SELECT 'company', OLD.company WHERE OLD.company IS NOT NEW.company
    UNION ALL SELECT 'uid', OLD.uid WHERE OLD.uid IS NOT NEW.uid
    UNION ALL SELECT 'subject', OLD.subject WHERE OLD.subject IS NOT NEW.subject
    UNION ALL SELECT 'location', OLD.location WHERE OLD.location IS NOT NEW.location
    UNION ALL SELECT 'info_text', OLD.info_text WHERE OLD.info_text IS NOT NEW.info_text
    UNION ALL SELECT 'info_format', OLD.info_format WHERE OLD.info_format IS NOT NEW.info_format
    UNION ALL SELECT 'starts_at', OLD.starts_at WHERE OLD.starts_at IS NOT NEW.starts_at
    UNION ALL SELECT 'ends_at', OLD.ends_at WHERE OLD.ends_at IS NOT NEW.ends_at
    UNION ALL SELECT 'time_zone', OLD.time_zone WHERE OLD.time_zone IS NOT NEW.time_zone
    UNION ALL SELECT 'all_day', OLD.all_day WHERE OLD.all_day IS NOT NEW.all_day
    UNION ALL SELECT 'show_as', OLD.show_as WHERE OLD.show_as IS NOT NEW.show_as
    UNION ALL SELECT 'sensitivity', OLD.sensitivity WHERE OLD.sensitivity IS NOT NEW.sensitivity
    UNION ALL SELECT 'importance', OLD.importance WHERE OLD.importance IS NOT NEW.importance
    UNION ALL SELECT 'reminder_minutes', OLD.reminder_minutes WHERE OLD.reminder_minutes IS NOT NEW.reminder_minutes
    UNION ALL SELECT 'categories', OLD.categories WHERE OLD.categories IS NOT NEW.categories
    UNION ALL SELECT 'recurrence', OLD.recurrence WHERE OLD.recurrence IS NOT NEW.recurrence
    UNION ALL SELECT 'organizer', OLD.organizer WHERE OLD.organizer IS NOT NEW.organizer
    UNION ALL SELECT 'attendees', OLD.attendees WHERE OLD.attendees IS NOT NEW.attendees);
END;
CREATE TRIGGER appointment_modified AFTER UPDATE OF
  user, company, uid, subject, location, info_text, info_format, starts_at, ends_at, time_zone, all_day, show_as,
  sensitivity, importance, reminder_minutes, categories, recurrence, organizer, attendees ON appointment
WHEN OLD.modified_at IS NEW.modified_at AND (
  OLD.user IS NOT NEW.user OR OLD.company IS NOT NEW.company OR OLD.uid IS NOT NEW.uid OR
  OLD.subject IS NOT NEW.subject OR OLD.location IS NOT NEW.location OR OLD.info_text IS NOT NEW.info_text OR
  OLD.info_format IS NOT NEW.info_format OR OLD.starts_at IS NOT NEW.starts_at OR OLD.ends_at IS NOT NEW.ends_at OR
  OLD.time_zone IS NOT NEW.time_zone OR OLD.all_day IS NOT NEW.all_day OR OLD.show_as IS NOT NEW.show_as OR
  OLD.sensitivity IS NOT NEW.sensitivity OR OLD.importance IS NOT NEW.importance OR
  OLD.reminder_minutes IS NOT NEW.reminder_minutes OR OLD.categories IS NOT NEW.categories OR
  OLD.recurrence IS NOT NEW.recurrence OR OLD.organizer IS NOT NEW.organizer OR OLD.attendees IS NOT NEW.attendees)
BEGIN
  UPDATE appointment SET modified_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id;
END;
CREATE TRIGGER appointment_before_delete BEFORE DELETE ON appointment
BEGIN
  DELETE FROM sync_replaced WHERE kind = 'appointment' AND id = OLD.id;
  DELETE FROM sync_deleted WHERE kind = 'appointment' AND id = OLD.id;
  INSERT INTO sync_deleted (kind, id, user, company, uid, content, exceptions)
    SELECT 'appointment', id, user, company, uid, content, exceptions FROM sync_appointment_content WHERE id = OLD.id;
END;
CREATE TRIGGER appointment_after_delete AFTER DELETE ON appointment
BEGIN
  DELETE FROM appointment_exception WHERE appointment = OLD.id;
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'appointment', OLD.id, OLD.user, OLD.company, 'delete' WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
END;
CREATE VIEW sync_task_content AS SELECT r.id, r.user, r.company, r.uid,
  json_object(
    'subject', r.subject, 'info_text', r.info_text, 'info_format', r.info_format, 'start_date', r.start_date,
    'due_date', r.due_date, 'completed_date', r.completed_date, 'status', r.status,
    'percent_complete', r.percent_complete, 'importance', r.importance, 'sensitivity', r.sensitivity,
    'reminder_at', r.reminder_at, 'categories', r.categories, 'recurrence', r.recurrence,
    'regenerate', r.regenerate, 'total_work_minutes', r.total_work_minutes,
    'actual_work_minutes', r.actual_work_minutes, 'mileage', r.mileage,
    'billing_information', r.billing_information, 'companies', r.companies, 'created_at', r.created_at) AS content,
  '[]' AS exceptions
  FROM task r;
CREATE TRIGGER task_before_insert BEFORE INSERT ON task
BEGIN
  DELETE FROM sync_replaced;
  INSERT INTO sync_replaced (kind, id, user, company, uid, content, exceptions)
    SELECT 'task', id, user, company, uid, content, exceptions FROM sync_task_content
    WHERE id = NEW.id OR (user = NEW.user AND uid = NEW.uid);
END;
CREATE TRIGGER task_after_insert AFTER INSERT ON task
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'task', id, user, company, 'delete' FROM sync_replaced
    WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
  DELETE FROM sync_deleted WHERE kind = 'task' AND (id = NEW.id OR id IN (SELECT id FROM sync_replaced));
  INSERT INTO sync_deleted (kind, id, user, company, uid, content, exceptions)
    SELECT 'task', id, user, company, uid, content, exceptions FROM sync_replaced WHERE id <> NEW.id;
  DELETE FROM sync_replaced;
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'task', NEW.id, NEW.user, NEW.company, 'insert' WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
END;
CREATE TRIGGER task_before_rekey BEFORE UPDATE OF user, uid ON task
WHEN OLD.user IS NOT NEW.user OR OLD.uid IS NOT NEW.uid
BEGIN
  DELETE FROM sync_replaced;
  INSERT INTO sync_replaced (kind, id, user, company, uid, content, exceptions)
    SELECT 'task', id, user, company, uid, content, exceptions FROM sync_task_content
    WHERE user = NEW.user AND uid = NEW.uid AND id <> OLD.id;
END;
CREATE TRIGGER task_after_rekey AFTER UPDATE OF user, uid ON task
WHEN OLD.user IS NOT NEW.user OR OLD.uid IS NOT NEW.uid
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'task', id, user, company, 'delete' FROM sync_replaced
    WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
  DELETE FROM sync_deleted WHERE kind = 'task' AND (id = NEW.id OR id IN (SELECT id FROM sync_replaced));
  INSERT INTO sync_deleted (kind, id, user, company, uid, content, exceptions)
    SELECT 'task', id, user, company, uid, content, exceptions FROM sync_replaced WHERE id <> NEW.id;
  DELETE FROM sync_replaced;
END;
CREATE TRIGGER task_after_update AFTER UPDATE OF
  user, company, uid, subject, info_text, info_format, start_date, due_date, completed_date, status,
  percent_complete, importance, sensitivity, reminder_at, categories, recurrence, regenerate, total_work_minutes,
  actual_work_minutes, mileage, billing_information, companies ON task
WHEN NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying)
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op, column_name, old_value)
    SELECT 'task', NEW.id, OLD.user, OLD.company, 'update', 'user', OLD.user WHERE OLD.user IS NOT NEW.user;
  INSERT INTO sync_journal (kind, record, user, company, op, column_name, old_value)
    SELECT 'task', NEW.id, NEW.user, NEW.company, 'update', name, old FROM (
    SELECT 'user' AS name, OLD.user AS old WHERE OLD.user IS NOT NEW.user
    UNION ALL SELECT 'company', OLD.company WHERE OLD.company IS NOT NEW.company
    UNION ALL SELECT 'uid', OLD.uid WHERE OLD.uid IS NOT NEW.uid
    UNION ALL SELECT 'subject', OLD.subject WHERE OLD.subject IS NOT NEW.subject
    UNION ALL SELECT 'info_text', OLD.info_text WHERE OLD.info_text IS NOT NEW.info_text
    UNION ALL SELECT 'info_format', OLD.info_format WHERE OLD.info_format IS NOT NEW.info_format
    UNION ALL SELECT 'start_date', OLD.start_date WHERE OLD.start_date IS NOT NEW.start_date
    UNION ALL SELECT 'due_date', OLD.due_date WHERE OLD.due_date IS NOT NEW.due_date
    UNION ALL SELECT 'completed_date', OLD.completed_date WHERE OLD.completed_date IS NOT NEW.completed_date
    UNION ALL SELECT 'status', OLD.status WHERE OLD.status IS NOT NEW.status
    UNION ALL SELECT 'percent_complete', OLD.percent_complete WHERE OLD.percent_complete IS NOT NEW.percent_complete
    UNION ALL SELECT 'importance', OLD.importance WHERE OLD.importance IS NOT NEW.importance
    UNION ALL SELECT 'sensitivity', OLD.sensitivity WHERE OLD.sensitivity IS NOT NEW.sensitivity
    UNION ALL SELECT 'reminder_at', OLD.reminder_at WHERE OLD.reminder_at IS NOT NEW.reminder_at
    UNION ALL SELECT 'categories', OLD.categories WHERE OLD.categories IS NOT NEW.categories
    UNION ALL SELECT 'recurrence', OLD.recurrence WHERE OLD.recurrence IS NOT NEW.recurrence
    UNION ALL SELECT 'regenerate', OLD.regenerate WHERE OLD.regenerate IS NOT NEW.regenerate
    UNION ALL SELECT 'total_work_minutes', OLD.total_work_minutes WHERE OLD.total_work_minutes IS NOT NEW.total_work_minutes
    UNION ALL SELECT 'actual_work_minutes', OLD.actual_work_minutes WHERE OLD.actual_work_minutes IS NOT NEW.actual_work_minutes
    UNION ALL SELECT 'mileage', OLD.mileage WHERE OLD.mileage IS NOT NEW.mileage
    UNION ALL SELECT 'billing_information', OLD.billing_information WHERE OLD.billing_information IS NOT NEW.billing_information
    UNION ALL SELECT 'companies', OLD.companies WHERE OLD.companies IS NOT NEW.companies);
END;
CREATE TRIGGER task_modified AFTER UPDATE OF
  user, company, uid, subject, info_text, info_format, start_date, due_date, completed_date, status,
  percent_complete, importance, sensitivity, reminder_at, categories, recurrence, regenerate, total_work_minutes,
  actual_work_minutes, mileage, billing_information, companies ON task
WHEN OLD.modified_at IS NEW.modified_at AND (
  OLD.user IS NOT NEW.user OR OLD.company IS NOT NEW.company OR OLD.uid IS NOT NEW.uid OR
  OLD.subject IS NOT NEW.subject OR OLD.info_text IS NOT NEW.info_text OR OLD.info_format IS NOT NEW.info_format OR
  OLD.start_date IS NOT NEW.start_date OR OLD.due_date IS NOT NEW.due_date OR
  OLD.completed_date IS NOT NEW.completed_date OR OLD.status IS NOT NEW.status OR
  OLD.percent_complete IS NOT NEW.percent_complete OR OLD.importance IS NOT NEW.importance OR
  OLD.sensitivity IS NOT NEW.sensitivity OR OLD.reminder_at IS NOT NEW.reminder_at OR
  OLD.categories IS NOT NEW.categories OR OLD.recurrence IS NOT NEW.recurrence OR
  OLD.regenerate IS NOT NEW.regenerate OR OLD.total_work_minutes IS NOT NEW.total_work_minutes OR
  OLD.actual_work_minutes IS NOT NEW.actual_work_minutes OR OLD.mileage IS NOT NEW.mileage OR
  OLD.billing_information IS NOT NEW.billing_information OR OLD.companies IS NOT NEW.companies)
BEGIN
  UPDATE task SET modified_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id;
END;
CREATE TRIGGER task_before_delete BEFORE DELETE ON task
BEGIN
  DELETE FROM sync_replaced WHERE kind = 'task' AND id = OLD.id;
  DELETE FROM sync_deleted WHERE kind = 'task' AND id = OLD.id;
  INSERT INTO sync_deleted (kind, id, user, company, uid, content, exceptions)
    SELECT 'task', id, user, company, uid, content, exceptions FROM sync_task_content WHERE id = OLD.id;
END;
CREATE TRIGGER task_after_delete AFTER DELETE ON task
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'task', OLD.id, OLD.user, OLD.company, 'delete' WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
END;
CREATE TRIGGER appointment_exception_after_insert AFTER INSERT ON appointment_exception
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op, column_name, original_start, old_value)
    SELECT 'appointment', id, user, company, 'update', 'original_start', NEW.original_start, NULL
    FROM appointment WHERE id = NEW.appointment
      AND NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
  UPDATE appointment SET modified_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.appointment;
END;
CREATE TRIGGER appointment_exception_after_update AFTER UPDATE OF
  appointment, original_start, cancelled, subject, location, info_text, starts_at, ends_at, all_day, show_as,
  sensitivity, importance, categories, reminder_minutes ON appointment_exception
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op, column_name, original_start, old_value)
    SELECT 'appointment', id, user, company, 'update', 'original_start', OLD.original_start, OLD.original_start
    FROM appointment WHERE id = OLD.appointment
      AND NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying)
      AND (OLD.appointment IS NOT NEW.appointment OR OLD.original_start IS NOT NEW.original_start);
  INSERT INTO sync_journal (kind, record, user, company, op, column_name, original_start, old_value)
    SELECT 'appointment', id, user, company, 'update', 'original_start', NEW.original_start, OLD.original_start
    FROM appointment WHERE id = NEW.appointment
      AND NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying)
      AND (OLD.appointment IS NOT NEW.appointment OR OLD.original_start IS NOT NEW.original_start);
  INSERT INTO sync_journal (kind, record, user, company, op, column_name, original_start, old_value)
    SELECT 'appointment', a.id, a.user, a.company, 'update', c.name, NEW.original_start, c.old FROM appointment a, (
      SELECT 'cancelled' AS name, OLD.cancelled AS old WHERE OLD.cancelled IS NOT NEW.cancelled
      UNION ALL SELECT 'subject', OLD.subject WHERE OLD.subject IS NOT NEW.subject
      UNION ALL SELECT 'location', OLD.location WHERE OLD.location IS NOT NEW.location
      UNION ALL SELECT 'info_text', OLD.info_text WHERE OLD.info_text IS NOT NEW.info_text
      UNION ALL SELECT 'starts_at', OLD.starts_at WHERE OLD.starts_at IS NOT NEW.starts_at
      UNION ALL SELECT 'ends_at', OLD.ends_at WHERE OLD.ends_at IS NOT NEW.ends_at
      UNION ALL SELECT 'all_day', OLD.all_day WHERE OLD.all_day IS NOT NEW.all_day
      UNION ALL SELECT 'show_as', OLD.show_as WHERE OLD.show_as IS NOT NEW.show_as
      UNION ALL SELECT 'sensitivity', OLD.sensitivity WHERE OLD.sensitivity IS NOT NEW.sensitivity
      UNION ALL SELECT 'importance', OLD.importance WHERE OLD.importance IS NOT NEW.importance
      UNION ALL SELECT 'categories', OLD.categories WHERE OLD.categories IS NOT NEW.categories
      UNION ALL SELECT 'reminder_minutes', OLD.reminder_minutes WHERE OLD.reminder_minutes IS NOT NEW.reminder_minutes) c
    WHERE a.id = NEW.appointment AND NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
  UPDATE appointment SET modified_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.appointment;
END;
CREATE TRIGGER appointment_exception_after_delete AFTER DELETE ON appointment_exception
BEGIN
  INSERT INTO sync_deleted_exception (appointment, original_start, content)
    SELECT OLD.appointment, OLD.original_start, json_object(
      'original_start', OLD.original_start, 'cancelled', OLD.cancelled, 'subject', OLD.subject, 'location', OLD.location,
      'info_text', OLD.info_text, 'starts_at', OLD.starts_at, 'ends_at', OLD.ends_at, 'all_day', OLD.all_day,
      'show_as', OLD.show_as, 'sensitivity', OLD.sensitivity, 'importance', OLD.importance, 'categories', OLD.categories,
      'reminder_minutes', OLD.reminder_minutes)
    WHERE EXISTS (SELECT 1 FROM appointment WHERE id = OLD.appointment);
  INSERT INTO sync_journal (kind, record, user, company, op, column_name, original_start, old_value)
    SELECT 'appointment', id, user, company, 'update', 'original_start', OLD.original_start, OLD.original_start
    FROM appointment WHERE id = OLD.appointment
      AND NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
  UPDATE appointment SET modified_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = OLD.appointment;
END;
CREATE TRIGGER appointment_check_insert AFTER INSERT ON appointment
BEGIN
  SELECT RAISE (ABORT, 'company: does not exist') WHERE NOT EXISTS (SELECT 1 FROM company WHERE number = NEW.company);
  SELECT RAISE (ABORT, 'user: does not exist') WHERE NOT EXISTS (SELECT 1 FROM user WHERE id = NEW.user);
  SELECT RAISE (ABORT, 'categories: every entry must be a text') WHERE EXISTS (SELECT 1 FROM json_each (NEW.categories) WHERE type <> 'text');
END;
CREATE TRIGGER appointment_check_update AFTER UPDATE OF id, company, user, categories ON appointment
BEGIN
  SELECT RAISE (ABORT, 'id: cannot be changed') WHERE OLD.id IS NOT NEW.id;
  SELECT RAISE (ABORT, 'company: does not exist') WHERE NOT EXISTS (SELECT 1 FROM company WHERE number = NEW.company) AND OLD.company IS NOT NEW.company;
  SELECT RAISE (ABORT, 'user: does not exist') WHERE NOT EXISTS (SELECT 1 FROM user WHERE id = NEW.user) AND OLD.user IS NOT NEW.user;
  SELECT RAISE (ABORT, 'categories: every entry must be a text') WHERE EXISTS (SELECT 1 FROM json_each (NEW.categories) WHERE type <> 'text');
END;
CREATE TRIGGER task_check_insert AFTER INSERT ON task
BEGIN
  SELECT RAISE (ABORT, 'company: does not exist') WHERE NOT EXISTS (SELECT 1 FROM company WHERE number = NEW.company);
  SELECT RAISE (ABORT, 'user: does not exist') WHERE NOT EXISTS (SELECT 1 FROM user WHERE id = NEW.user);
  SELECT RAISE (ABORT, 'categories: every entry must be a text') WHERE EXISTS (SELECT 1 FROM json_each (NEW.categories) WHERE type <> 'text');
  SELECT RAISE (ABORT, 'companies: every entry must be a text') WHERE EXISTS (SELECT 1 FROM json_each (NEW.companies) WHERE type <> 'text');
END;
CREATE TRIGGER task_check_update AFTER UPDATE OF id, company, user, categories, companies ON task
BEGIN
  SELECT RAISE (ABORT, 'id: cannot be changed') WHERE OLD.id IS NOT NEW.id;
  SELECT RAISE (ABORT, 'company: does not exist') WHERE NOT EXISTS (SELECT 1 FROM company WHERE number = NEW.company) AND OLD.company IS NOT NEW.company;
  SELECT RAISE (ABORT, 'user: does not exist') WHERE NOT EXISTS (SELECT 1 FROM user WHERE id = NEW.user) AND OLD.user IS NOT NEW.user;
  SELECT RAISE (ABORT, 'categories: every entry must be a text') WHERE EXISTS (SELECT 1 FROM json_each (NEW.categories) WHERE type <> 'text');
  SELECT RAISE (ABORT, 'companies: every entry must be a text') WHERE EXISTS (SELECT 1 FROM json_each (NEW.companies) WHERE type <> 'text');
END;
CREATE TRIGGER appointment_exception_check_insert AFTER INSERT ON appointment_exception
BEGIN
  SELECT RAISE (ABORT, 'appointment: does not exist') WHERE NOT EXISTS (SELECT 1 FROM appointment WHERE id = NEW.appointment);
  SELECT RAISE (ABORT, 'categories: every entry must be a text') WHERE EXISTS (SELECT 1 FROM json_each (NEW.categories) WHERE type <> 'text');
END;
CREATE TRIGGER appointment_exception_check_update AFTER UPDATE OF appointment, categories ON appointment_exception
BEGIN
  SELECT RAISE (ABORT, 'appointment: does not exist') WHERE NOT EXISTS (SELECT 1 FROM appointment WHERE id = NEW.appointment);
  SELECT RAISE (ABORT, 'categories: every entry must be a text') WHERE EXISTS (SELECT 1 FROM json_each (NEW.categories) WHERE type <> 'text');
END;
CREATE TRIGGER company_check_delete BEFORE DELETE ON company
WHEN EXISTS (SELECT 1 FROM appointment WHERE company = OLD.number) OR EXISTS (SELECT 1 FROM task WHERE company = OLD.number)
BEGIN
  SELECT RAISE (ABORT, 'company: has records');
END;
CREATE TRIGGER company_check_update AFTER UPDATE OF number ON company
WHEN OLD.number IS NOT NEW.number
  AND (EXISTS (SELECT 1 FROM appointment WHERE company = OLD.number) OR EXISTS (SELECT 1 FROM task WHERE company = OLD.number)
       OR EXISTS (SELECT 1 FROM user WHERE start_company = OLD.number))
BEGIN
  SELECT RAISE (ABORT, 'number: cannot be changed, the company is in use');
END;
CREATE TRIGGER user_check_insert AFTER INSERT ON user
BEGIN
  SELECT RAISE (ABORT, 'start_company: does not exist')
    WHERE NEW.start_company IS NOT NULL AND NOT EXISTS (SELECT 1 FROM company WHERE number = NEW.start_company);
END;
CREATE TRIGGER user_check_update AFTER UPDATE OF id, start_company ON user
BEGIN
  SELECT RAISE (ABORT, 'id: cannot be changed') WHERE OLD.id IS NOT NEW.id;
  SELECT RAISE (ABORT, 'start_company: does not exist')
    WHERE NEW.start_company IS NOT OLD.start_company AND NEW.start_company IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM company WHERE number = NEW.start_company);
END;
CREATE TRIGGER user_check_delete BEFORE DELETE ON user
WHEN EXISTS (SELECT 1 FROM appointment WHERE user = OLD.id) OR EXISTS (SELECT 1 FROM task WHERE user = OLD.id)
BEGIN
  SELECT RAISE (ABORT, 'user: has records');
END;
CREATE TRIGGER user_before_insert BEFORE INSERT ON user
BEGIN
  DELETE FROM sync_replaced;
  INSERT INTO sync_replaced (kind, id) SELECT 'user', id FROM user WHERE login = NEW.login;
END;
CREATE TRIGGER user_before_rename BEFORE UPDATE OF login ON user
WHEN OLD.login IS NOT NEW.login
BEGIN
  DELETE FROM sync_replaced;
  INSERT INTO sync_replaced (kind, id) SELECT 'user', id FROM user WHERE login = NEW.login AND id <> OLD.id;
END;
CREATE TRIGGER user_after_insert AFTER INSERT ON user
BEGIN
  SELECT RAISE (ABORT, 'user: has records') FROM sync_replaced r WHERE r.kind = 'user' AND r.id <> NEW.id
    AND (EXISTS (SELECT 1 FROM appointment WHERE user = r.id) OR EXISTS (SELECT 1 FROM task WHERE user = r.id));
END;
CREATE TRIGGER user_after_rename AFTER UPDATE OF login ON user
WHEN OLD.login IS NOT NEW.login
BEGIN
  SELECT RAISE (ABORT, 'user: has records') FROM sync_replaced r WHERE r.kind = 'user' AND r.id <> NEW.id
    AND (EXISTS (SELECT 1 FROM appointment WHERE user = r.id) OR EXISTS (SELECT 1 FROM task WHERE user = r.id));
END;
CREATE VIEW sync_user_off AS SELECT u.id AS user, u.start_company AS company,
  u.exchange_sync = 0
  OR NOT EXISTS (SELECT 1 FROM company c WHERE c.number = u.start_company)
  OR (coalesce(u.exchange_mailbox, '') = ''
      AND NOT EXISTS (SELECT 1 FROM setting WHERE key = 'use-mailboxes' AND value = '0')) AS off
  FROM user u;
CREATE TRIGGER user_note_insert AFTER INSERT ON user
BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'config-revision';
  INSERT INTO sync_user (user) SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM sync_user WHERE user = NEW.id);
  UPDATE sync_user SET revision = revision + 1, changed_at = (SELECT at FROM sync_now),
    enabled_at = CASE WHEN NEW.exchange_sync AND NOT enabled THEN (SELECT at FROM sync_now) ELSE enabled_at END,
    enabled = NEW.exchange_sync WHERE user = NEW.id;
  UPDATE sync_off_period SET ends = (SELECT at FROM sync_now)
    WHERE source = 'user' AND ends = 0 AND user IN (SELECT user FROM sync_user_off WHERE user = NEW.id AND NOT off);
  INSERT INTO sync_off_period (source, user, begins)
    SELECT 'user', o.user, (SELECT at FROM sync_now) FROM sync_user_off o WHERE o.user = NEW.id AND off
      AND NOT EXISTS (SELECT 1 FROM sync_off_period p WHERE p.source = 'user' AND p.user = o.user AND p.ends = 0);
END;
CREATE TRIGGER user_note_update AFTER UPDATE ON user
WHEN OLD.login IS NOT NEW.login OR OLD.name IS NOT NEW.name OR OLD.email IS NOT NEW.email OR OLD.birth_date IS NOT NEW.birth_date
  OR OLD.bank_name IS NOT NEW.bank_name OR OLD.iban IS NOT NEW.iban OR OLD.start_company IS NOT NEW.start_company
  OR OLD.exchange_mailbox IS NOT NEW.exchange_mailbox OR OLD.exchange_sync IS NOT NEW.exchange_sync
BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'config-revision';
  INSERT INTO sync_user (user) SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM sync_user WHERE user = NEW.id);
  UPDATE sync_user SET revision = revision + 1, changed_at = (SELECT at FROM sync_now),
    enabled_at = CASE WHEN NEW.exchange_sync AND NOT enabled THEN (SELECT at FROM sync_now) ELSE enabled_at END,
    enabled = NEW.exchange_sync WHERE user = NEW.id;
  UPDATE sync_off_period SET ends = (SELECT at FROM sync_now)
    WHERE source = 'user' AND ends = 0 AND user IN (SELECT user FROM sync_user_off WHERE user = NEW.id AND NOT off);
  INSERT INTO sync_off_period (source, user, begins)
    SELECT 'user', o.user, (SELECT at FROM sync_now) FROM sync_user_off o WHERE o.user = NEW.id AND off
      AND NOT EXISTS (SELECT 1 FROM sync_off_period p WHERE p.source = 'user' AND p.user = o.user AND p.ends = 0);
END;
CREATE TRIGGER user_note_delete AFTER DELETE ON user
BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'config-revision';
END;
CREATE TRIGGER user_note_company AFTER UPDATE OF start_company ON user
WHEN OLD.start_company IS NOT NEW.start_company
BEGIN
  INSERT INTO sync_off_period (source, user, begins)
    SELECT 'maintenance', NEW.id, CAST(strftime('%s', c.maintenance_until, '+1 day', 'utc') AS INTEGER) * 1000000 FROM company c
    WHERE c.number = OLD.start_company AND c.maintenance_until < date('now', 'localtime')
      AND NOT EXISTS (SELECT 1 FROM sync_off_period p WHERE p.source = 'maintenance' AND p.user = NEW.id AND p.ends = 0);
  UPDATE sync_off_period SET ends = (SELECT at FROM sync_now) WHERE source = 'maintenance' AND user = NEW.id AND ends = 0
    AND NOT EXISTS (SELECT 1 FROM company WHERE number = NEW.start_company AND maintenance_until < date('now', 'localtime'));
END;
CREATE TRIGGER company_note_insert AFTER INSERT ON company
BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'config-revision';
  UPDATE sync_off_period SET ends = (SELECT at FROM sync_now)
    WHERE source = 'user' AND ends = 0 AND user IN (SELECT user FROM sync_user_off WHERE company = NEW.number AND NOT off);
  INSERT INTO sync_off_period (source, user, begins)
    SELECT 'user', o.user, (SELECT at FROM sync_now) FROM sync_user_off o WHERE o.company = NEW.number AND off
      AND NOT EXISTS (SELECT 1 FROM sync_off_period p WHERE p.source = 'user' AND p.user = o.user AND p.ends = 0);
END;
CREATE TRIGGER company_note_update AFTER UPDATE ON company
WHEN OLD.number IS NOT NEW.number OR OLD.name IS NOT NEW.name OR OLD.maintenance_until IS NOT NEW.maintenance_until
BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'config-revision';
  UPDATE sync_off_period SET ends = (SELECT at FROM sync_now)
    WHERE source = 'user' AND ends = 0 AND user IN (SELECT user FROM sync_user_off WHERE company = NEW.number AND NOT off);
  INSERT INTO sync_off_period (source, user, begins)
    SELECT 'user', o.user, (SELECT at FROM sync_now) FROM sync_user_off o WHERE o.company = NEW.number AND off
      AND NOT EXISTS (SELECT 1 FROM sync_off_period p WHERE p.source = 'user' AND p.user = o.user AND p.ends = 0);
END;
CREATE TRIGGER company_note_delete AFTER DELETE ON company
BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'config-revision';
  UPDATE sync_off_period SET ends = (SELECT at FROM sync_now)
    WHERE source = 'user' AND ends = 0 AND user IN (SELECT user FROM sync_user_off WHERE company = OLD.number AND NOT off);
  INSERT INTO sync_off_period (source, user, begins)
    SELECT 'user', o.user, (SELECT at FROM sync_now) FROM sync_user_off o WHERE o.company = OLD.number AND off
      AND NOT EXISTS (SELECT 1 FROM sync_off_period p WHERE p.source = 'user' AND p.user = o.user AND p.ends = 0);
END;
CREATE TRIGGER company_note_maintenance AFTER UPDATE OF maintenance_until ON company
WHEN OLD.maintenance_until IS NOT NEW.maintenance_until
BEGIN
  INSERT INTO sync_off_period (source, user, begins)
    SELECT 'maintenance', u.id, CAST(strftime('%s', OLD.maintenance_until, '+1 day', 'utc') AS INTEGER) * 1000000 FROM user u
    WHERE u.start_company = NEW.number AND OLD.maintenance_until < date('now', 'localtime')
      AND NOT EXISTS (SELECT 1 FROM sync_off_period p WHERE p.source = 'maintenance' AND p.user = u.id AND p.ends = 0);
  UPDATE sync_off_period SET ends = (SELECT at FROM sync_now) WHERE source = 'maintenance' AND ends = 0
    AND user IN (SELECT id FROM user WHERE start_company = NEW.number)
    AND (NEW.maintenance_until IS NULL OR NEW.maintenance_until >= date('now', 'localtime'));
END;
CREATE TRIGGER setting_note_insert AFTER INSERT ON setting
BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'config-revision';
  UPDATE setting SET changed_at = (SELECT at FROM sync_now) WHERE key = NEW.key;
  UPDATE sync_off_period SET ends = (SELECT at FROM sync_now)
    WHERE NEW.key = 'auto-sync' AND NEW.value = '1' AND source = 'auto-sync' AND ends = 0;
  INSERT INTO sync_off_period (source, begins) SELECT 'auto-sync', (SELECT at FROM sync_now)
    WHERE NEW.key = 'auto-sync' AND NEW.value IS NOT '1'
      AND NOT EXISTS (SELECT 1 FROM sync_off_period WHERE source = 'auto-sync' AND ends = 0);
END;
CREATE TRIGGER setting_note_update AFTER UPDATE OF value ON setting
WHEN OLD.value IS NOT NEW.value
BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'config-revision';
  UPDATE setting SET changed_at = (SELECT at FROM sync_now) WHERE key = NEW.key;
  UPDATE sync_off_period SET ends = (SELECT at FROM sync_now)
    WHERE NEW.key = 'auto-sync' AND NEW.value = '1' AND source = 'auto-sync' AND ends = 0;
  INSERT INTO sync_off_period (source, begins) SELECT 'auto-sync', (SELECT at FROM sync_now)
    WHERE NEW.key = 'auto-sync' AND NEW.value IS NOT '1'
      AND NOT EXISTS (SELECT 1 FROM sync_off_period WHERE source = 'auto-sync' AND ends = 0);
END;
COMMIT;
