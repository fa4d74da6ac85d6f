-- What version 5 changed in version 4.
CREATE TABLE sync_unlisted (
  user                 INTEGER NOT NULL,
  kind                 TEXT NOT NULL,
  link                 INTEGER NOT NULL,
  PRIMARY KEY (user, kind, link)
) WITHOUT ROWID;
DROP INDEX sync_link_record;
CREATE INDEX sync_link_record ON sync_link (kind, record, user);
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = replace(sql,
  '(show_as IN (''free'', ''tentative'', ''busy'', ''out-of-office'', ''working-elsewhere''))',
  '(show_as = ''free'' OR show_as = ''tentative'' OR show_as = ''busy'' OR show_as = ''out-of-office'' OR show_as = ''working-elsewhere'')')
  WHERE type = 'table';
UPDATE sqlite_master SET sql = replace(sql,
  '(sensitivity IN (''normal'', ''personal'', ''private'', ''confidential''))',
  '(sensitivity = ''normal'' OR sensitivity = ''personal'' OR sensitivity = ''private'' OR sensitivity = ''confidential'')')
  WHERE type = 'table';
UPDATE sqlite_master SET sql = replace(sql,
  '(importance IN (''low'', ''normal'', ''high''))',
  '(importance = ''low'' OR importance = ''normal'' OR importance = ''high'')')
  WHERE type = 'table';
UPDATE sqlite_master SET sql = replace(sql,
  '(status IN (''not-started'', ''in-progress'', ''completed'', ''waiting'', ''deferred''))',
  '(status = ''not-started'' OR status = ''in-progress'' OR status = ''completed'' OR status = ''waiting'' OR status = ''deferred'')')
  WHERE type = 'table';
PRAGMA writable_schema = RESET;
CREATE TRIGGER sync_replaced_taken AFTER UPDATE OF kind ON sync_replaced
BEGIN
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT NEW.kind, NEW.id, NEW.user, NEW.company, 'delete' WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
  DELETE FROM sync_deleted WHERE kind = NEW.kind AND id = NEW.id;
  INSERT INTO sync_deleted (kind, id, user, company, uid, content, exceptions)
    VALUES (NEW.kind, NEW.id, NEW.user, NEW.company, NEW.uid, NEW.content, NEW.exceptions);
  DELETE FROM appointment_exception WHERE NEW.kind = 'appointment' AND appointment = NEW.id;
END;
CREATE TRIGGER sync_replaced_appointment AFTER INSERT ON sync_replaced WHEN NEW.kind = 'appointment' AND NEW.content IS NULL
BEGIN
  UPDATE sync_replaced SET (user, company, uid, content, exceptions) =
    (SELECT user, company, uid, content, exceptions FROM sync_appointment_content WHERE id = NEW.id) WHERE rowid = NEW.rowid;
END;
DROP TRIGGER appointment_before_insert;
CREATE TRIGGER appointment_before_insert BEFORE INSERT ON appointment
WHEN EXISTS (SELECT 1 FROM sync_replaced)
  OR EXISTS (SELECT 1 FROM appointment WHERE id = NEW.id OR (user = NEW.user AND uid = NEW.uid))
BEGIN
  DELETE FROM sync_replaced WHERE true;
  INSERT INTO sync_replaced (kind, id)
    SELECT 'appointment', id FROM appointment WHERE id = NEW.id OR (user = NEW.user AND uid = NEW.uid);
END;
DROP TRIGGER appointment_after_insert;
CREATE TRIGGER appointment_after_insert AFTER INSERT ON appointment
WHEN NOT EXISTS (SELECT 1 FROM sync_replaced)
BEGIN
  DELETE FROM sync_deleted WHERE kind = 'appointment' AND id = NEW.id;
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'appointment', NEW.id, NEW.user, NEW.company, 'insert' WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
END;
CREATE TRIGGER appointment_after_replace AFTER INSERT ON appointment
WHEN EXISTS (SELECT 1 FROM sync_replaced)
BEGIN
  UPDATE sync_replaced SET kind = kind;
  DELETE FROM sync_deleted WHERE kind = 'appointment' AND id = NEW.id;
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'appointment', NEW.id, NEW.user, NEW.company, 'insert' WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
END;
CREATE TRIGGER sync_replaced_task AFTER INSERT ON sync_replaced WHEN NEW.kind = 'task' AND NEW.content IS NULL
BEGIN
  UPDATE sync_replaced SET (user, company, uid, content, exceptions) =
    (SELECT user, company, uid, content, exceptions FROM sync_task_content WHERE id = NEW.id) WHERE rowid = NEW.rowid;
END;
DROP TRIGGER task_before_insert;
CREATE TRIGGER task_before_insert BEFORE INSERT ON task
WHEN EXISTS (SELECT 1 FROM sync_replaced)
  OR EXISTS (SELECT 1 FROM task WHERE id = NEW.id OR (user = NEW.user AND uid = NEW.uid))
BEGIN
  DELETE FROM sync_replaced WHERE true;
  INSERT INTO sync_replaced (kind, id)
    SELECT 'task', id FROM task WHERE id = NEW.id OR (user = NEW.user AND uid = NEW.uid);
END;
DROP TRIGGER task_after_insert;
CREATE TRIGGER task_after_insert AFTER INSERT ON task
WHEN NOT EXISTS (SELECT 1 FROM sync_replaced)
BEGIN
  DELETE FROM sync_deleted WHERE kind = 'task' AND id = NEW.id;
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'task', NEW.id, NEW.user, NEW.company, 'insert' WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
END;
CREATE TRIGGER task_after_replace AFTER INSERT ON task
WHEN EXISTS (SELECT 1 FROM sync_replaced)
BEGIN
  UPDATE sync_replaced SET kind = kind;
  DELETE FROM sync_deleted WHERE kind = 'task' AND id = NEW.id;
  INSERT INTO sync_journal (kind, record, user, company, op)
    SELECT 'task', NEW.id, NEW.user, NEW.company, 'insert' WHERE NOT EXISTS (SELECT 1 FROM sync_guard WHERE applying);
END;
