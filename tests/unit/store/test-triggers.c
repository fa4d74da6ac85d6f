/* SPDX-License-Identifier: MIT */
#include "support.h"

/* What another program writes is journalled, exactly once, whatever statement it uses. Each test runs with recursive_triggers off and on. */

#include "store/setting.h"

#define WHEN "'2026-11-23T10:00:00', '2026-11-23T11:00:00'"
#define JOURNAL "SELECT kind, record, user, op, column_name, original_start, old_value FROM sync_journal ORDER BY seq"
#define FORGET "DELETE FROM sync_journal;"

static void
open_recursive (Fixture *fixture, gconstpointer recursive)
{
  fixture_open (fixture, NULL);
  foreign_run (fixture->foreign, recursive ? "PRAGMA recursive_triggers = ON" : "PRAGMA recursive_triggers = OFF");
}

static void
insert_two (Fixture *fixture)
{
  foreign_run (
    fixture->foreign,
    "INSERT INTO appointment (company, user, uid, subject, starts_at, ends_at) VALUES (1, 1, 'u1', 'a', " WHEN
    "), (1, 1, 'u2', 'b', " WHEN ");");
}

/* --- plain statements -------------------------------------------------------------------------------------------------------------- */

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  insert_two (fixture);
  ASSERT_ROWS (fixture->foreign, JOURNAL, "appointment|1|1|insert|||\nappointment|2|1|insert|||");
  foreign_run (fixture->foreign, FORGET "UPDATE appointment SET subject = 'x', location = '', show_as = 'busy';");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "appointment|1|1|update|subject||a\nappointment|2|1|update|subject||b");
  foreign_run (fixture->foreign, FORGET "UPDATE appointment SET subject = 'x', all_day = 0, reminder_minutes = NULL;");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "");
  foreign_run (fixture->foreign, "UPDATE appointment SET reminder_minutes = 5, time_zone = 'UTC' WHERE id = 1;");
  ASSERT_ROWS (fixture->foreign, JOURNAL,
               "appointment|1|1|update|time_zone||\nappointment|1|1|update|reminder_minutes||");
  foreign_run (fixture->foreign, FORGET "DELETE FROM appointment WHERE id = 2;");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "appointment|2|1|delete|||");
  ASSERT_ROWS (fixture->foreign,
               "SELECT kind, id, user, uid, cause, json_extract (content, '$.subject') FROM sync_deleted",
               "appointment|2|1|u2|local|x");
  foreign_run (fixture->foreign, FORGET "INSERT INTO task (company, user, subject) VALUES (1, 2, 't');"
                                        "UPDATE task SET percent_complete = 50, mileage = '10 km'; DELETE FROM task;");
  ASSERT_ROWS (
    fixture->foreign, JOURNAL,
    "task|1|2|insert|||\ntask|1|2|update|percent_complete||0\ntask|1|2|update|mileage||\ntask|1|2|delete|||");
}

static void
test_modified_at (Fixture *fixture, gconstpointer data)
{
  insert_two (fixture);
  foreign_run (fixture->foreign, "UPDATE appointment SET modified_at = '2020-01-01T00:00:00Z';" FORGET);
  foreign_run (fixture->foreign, "UPDATE appointment SET subject = subject;");
  ASSERT_ROWS (fixture->foreign, "SELECT DISTINCT modified_at FROM appointment", "2020-01-01T00:00:00Z");
  foreign_run (fixture->foreign, "UPDATE appointment SET subject = 'new' WHERE id = 1;");
  ASSERT_ROWS (fixture->foreign, "SELECT modified_at > '2026' FROM appointment", "1\n0");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "appointment|1|1|update|subject||a");
  /* A program that keeps the column itself is left alone. */
  foreign_run (fixture->foreign,
               "UPDATE appointment SET subject = 'newer', modified_at = '2021-01-01T00:00:00Z' WHERE id = 2;");
  ASSERT_ROWS (fixture->foreign, "SELECT modified_at FROM appointment WHERE id = 2", "2021-01-01T00:00:00Z");
}

/* Both users learn of a move; user, company and UID are journalled although they are no fields. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  insert_two (fixture);
  foreign_run (fixture->foreign, FORGET "UPDATE appointment SET user = 2, company = 2 WHERE id = 1;"
                                        "UPDATE appointment SET uid = 'u3' WHERE id = 2;");
  ASSERT_ROWS (fixture->foreign, JOURNAL,
               "appointment|1|1|update|user||1\nappointment|1|2|update|user||1\nappointment|1|2|update|company||1\n"
               "appointment|2|1|update|uid||u2");
}

/* --- exceptions --------------------------------------------------------------------------------------------------------------------- */

static void
test_exceptions (Fixture *fixture, gconstpointer data)
{
  insert_two (fixture);
  foreign_run (fixture->foreign,
               FORGET "INSERT INTO appointment_exception (appointment, original_start, cancelled) VALUES"
                      " (1, '2026-11-30T10:00:00', 1), (1, '2026-12-07T10:00:00', 0);");
  ASSERT_ROWS (fixture->foreign, JOURNAL,
               "appointment|1|1|update|original_start|2026-11-30T10:00:00|\nappointment|1|1|update|original_start|2026-"
               "12-07T10:00:00|");
  foreign_run (fixture->foreign, FORGET "UPDATE appointment_exception SET subject = 'x', cancelled = 0;");
  ASSERT_ROWS (
    fixture->foreign, JOURNAL,
    "appointment|1|1|update|cancelled|2026-11-30T10:00:00|1\nappointment|1|1|update|subject|2026-11-30T10:00:00|\n"
    "appointment|1|1|update|subject|2026-12-07T10:00:00|");
  foreign_run (fixture->foreign, FORGET "UPDATE appointment_exception SET subject = 'x';");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "");
  foreign_run (fixture->foreign, "DELETE FROM appointment_exception WHERE original_start > '2026-12';");
  ASSERT_ROWS (fixture->foreign, JOURNAL,
               "appointment|1|1|update|original_start|2026-12-07T10:00:00|2026-12-07T10:00:00");
  ASSERT_ROWS (fixture->foreign,
               "SELECT appointment, original_start, json_extract (content, '$.subject') FROM sync_deleted_exception",
               "1|2026-12-07T10:00:00|x");
  foreign_run (fixture->foreign, FORGET "UPDATE appointment_exception SET appointment = 2;");
  ASSERT_ROWS (fixture->foreign, JOURNAL,
               "appointment|1|1|update|original_start|2026-11-30T10:00:00|2026-11-30T10:00:00\n"
               "appointment|2|1|update|original_start|2026-11-30T10:00:00|2026-11-30T10:00:00");
  foreign_run (fixture->foreign, FORGET "DELETE FROM appointment WHERE id = 2;");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "appointment|2|1|delete|||");
  ASSERT_ROWS (fixture->foreign, "SELECT json_array_length (exceptions) FROM sync_deleted WHERE id = 2", "1");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM appointment_exception", "0");
}

/* --- REPLACE and its relatives ---------------------------------------------------------------------------------------------------------- */

static void
test_replace_by_id (Fixture *fixture, gconstpointer data)
{
  insert_two (fixture);
  foreign_run (
    fixture->foreign,
    "INSERT INTO appointment_exception (appointment, original_start) VALUES (1, '2026-11-30T10:00:00');" FORGET
    "REPLACE INTO appointment (id, company, user, subject, starts_at, ends_at) VALUES (1, 1, 1, 'z', " WHEN ");");
  ASSERT_ROWS (fixture->foreign, "SELECT op, record FROM sync_journal WHERE original_start IS NULL ORDER BY seq",
               "delete|1\ninsert|1");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM appointment_exception", "0");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_deleted", "0");
}

static void
test_replace_by_uid (Fixture *fixture, gconstpointer data)
{
  insert_two (fixture);
  foreign_run (
    fixture->foreign, FORGET
    "REPLACE INTO appointment (company, user, uid, subject, starts_at, ends_at) VALUES (1, 1, 'u1', 'z', " WHEN ");");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "appointment|1|1|delete|||\nappointment|3|1|insert|||");
  ASSERT_ROWS (fixture->foreign, "SELECT id, json_extract (content, '$.subject') FROM sync_deleted", "1|a");
  /* One statement that removes two. */
  foreign_run (fixture->foreign,
               FORGET "INSERT OR REPLACE INTO appointment (id, company, user, uid, subject, starts_at, ends_at)"
                      " VALUES (2, 1, 1, 'u1', 'y', " WHEN ");");
  ASSERT_ROWS (fixture->foreign, "SELECT op, record FROM sync_journal ORDER BY op, record",
               "delete|2\ndelete|3\ninsert|2");
  ASSERT_ROWS (fixture->foreign, "SELECT id FROM appointment", "2");
  foreign_run (fixture->foreign,
               FORGET "REPLACE INTO task (company, user, uid, subject) VALUES (1, 1, 't', 'a'), (1, 1, 't', 'b');");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "task|1|1|insert|||\ntask|1|1|delete|||\ntask|2|1|insert|||");
}

static void
test_update_or_replace (Fixture *fixture, gconstpointer data)
{
  insert_two (fixture);
  foreign_run (fixture->foreign, FORGET "UPDATE OR REPLACE appointment SET uid = 'u2' WHERE id = 1;");
  ASSERT_ROWS (fixture->foreign, "SELECT op, record, column_name FROM sync_journal ORDER BY op, record",
               "delete|2|\nupdate|1|uid");
  ASSERT_ROWS (fixture->foreign, "SELECT id, uid FROM appointment", "1|u2");
  ASSERT_ROWS (fixture->foreign, "SELECT id FROM sync_deleted", "2");
}

/* These fire BEFORE triggers although nothing goes in; nor may what they left behind count later. */
static void
test_ignore_and_upsert (Fixture *fixture, gconstpointer data)
{
  insert_two (fixture);
  foreign_run (fixture->foreign,
               FORGET "INSERT OR IGNORE INTO appointment (company, user, uid, subject, starts_at, ends_at)"
                      " VALUES (1, 1, 'u1', 'z', " WHEN "), (1, 1, 'u9', 'n', " WHEN "), (1, 1, 'u2', 'z', " WHEN ");");
  ASSERT_ROWS (fixture->foreign, "SELECT op, count(*) FROM sync_journal GROUP BY op", "insert|1");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_deleted", "0");
  foreign_run (
    fixture->foreign,
    FORGET "INSERT INTO appointment (company, user, uid, subject, starts_at, ends_at) VALUES (1, 1, 'u1', 'z', " WHEN
           ") ON CONFLICT (user, uid) DO UPDATE SET subject = excluded.subject;");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "appointment|1|1|update|subject||a");
  foreign_run (
    fixture->foreign,
    FORGET "INSERT INTO appointment (company, user, uid, subject, starts_at, ends_at) VALUES (1, 1, 'u1', 'z', " WHEN
           ") ON CONFLICT DO NOTHING; UPDATE OR IGNORE appointment SET uid = 'u2' WHERE id = 1;");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "");
  foreign_run (fixture->foreign, "DELETE FROM appointment WHERE id = 1;");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "appointment|1|1|delete|||");
  ASSERT_ROWS (fixture->foreign, "SELECT id FROM sync_deleted", "1");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM appointment", "2");
}

static void
test_refused_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = NULL;
  insert_two (fixture);
  foreign_run (fixture->foreign, FORGET);
  message = foreign_try (
    fixture->foreign,
    "INSERT INTO appointment (company, user, uid, subject, starts_at, ends_at) VALUES (1, 1, 'u1', 'z', " WHEN ")");
  g_assert_cmpstr (message, ==, "UNIQUE constraint failed: appointment.user, appointment.uid");
  foreign_run (fixture->foreign, "BEGIN; DELETE FROM appointment; ROLLBACK;");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_deleted", "0");
}

/* --- the engine's own writes, the command line shell -------------------------------------------------------------------------------------- */

static void
test_guard (Fixture *fixture, gconstpointer data)
{
  foreign_run (fixture->foreign, "UPDATE sync_guard SET applying = 1");
  insert_two (fixture);
  foreign_run (
    fixture->foreign,
    "UPDATE appointment SET subject = 'x', user = 2 WHERE id = 1;"
    "INSERT INTO appointment_exception (appointment, original_start) VALUES (1, '2026-11-30T10:00:00');"
    "UPDATE appointment_exception SET cancelled = 1; DELETE FROM appointment_exception;"
    "REPLACE INTO appointment (company, user, uid, subject, starts_at, ends_at) VALUES (1, 1, 'u2', 'z', " WHEN
    ");DELETE FROM appointment;");
  ASSERT_ROWS (fixture->foreign, JOURNAL, "");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_deleted", "3");
}

/* Another program that knows nothing of us: the shell of SQLite. */
static void
test_shell (Fixture *fixture, gconstpointer recursive)
{
  g_autofree char *sql = g_strdup_printf (
    "PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = %s;"
    "REPLACE INTO appointment (id, company, user, subject, starts_at, ends_at) VALUES (2, 1, 1, 'z', " WHEN ");"
    "UPDATE appointment SET info_text = 'neu';",
    recursive ? "ON" : "OFF");
  const char *argv[] = { "sqlite3", fixture->path, sql, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;
  g_autofree char *shell = g_find_program_in_path ("sqlite3");
  if (!shell) {
    g_test_skip ("sqlite3 is not installed");
    return;
  }
  insert_two (fixture);
  foreign_run (fixture->foreign, FORGET);
  g_assert_true (
    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (output, ==, "");
  g_assert_cmpint (status, ==, 0);
  ASSERT_ROWS (fixture->foreign, JOURNAL,
               "appointment|2|1|delete|||\nappointment|2|1|insert|||\nappointment|1|1|update|info_text||\n"
               "appointment|2|1|update|info_text||");
}

/* --- users, companies and settings ------------------------------------------------------------------------------------------------------------ */

#define OFF "SELECT source, user, ends > 0 FROM sync_off_period WHERE begins > 0 ORDER BY id"

static void
test_off_periods (Fixture *fixture, gconstpointer data)
{
  ASSERT_ROWS (fixture->foreign, "SELECT source, user, begins, ends FROM sync_off_period", "auto-sync|0|0|0");
  foreign_run (fixture->foreign, "INSERT INTO user (login, exchange_mailbox) VALUES ('carla', 'c@firma.de')");
  ASSERT_ROWS (fixture->foreign, OFF, "user|3|0");
  foreign_run (fixture->foreign, "UPDATE user SET exchange_sync = 1 WHERE id = 3");
  ASSERT_ROWS (fixture->foreign, OFF, "user|3|0");
  foreign_run (fixture->foreign, "UPDATE user SET start_company = 1 WHERE id = 3");
  ASSERT_ROWS (fixture->foreign, OFF, "user|3|1");
  foreign_run (fixture->foreign,
               "UPDATE user SET exchange_mailbox = NULL WHERE id = 3; UPDATE user SET name = 'C' WHERE id = 3;");
  ASSERT_ROWS (fixture->foreign, OFF, "user|3|1\nuser|3|0");
  foreign_run (fixture->foreign, "UPDATE user SET exchange_mailbox = 'c@firma.de', start_company = 2 WHERE id = 3; "
                                 "DELETE FROM company WHERE number = 2;");
  ASSERT_ROWS (fixture->foreign, OFF, "user|3|1\nuser|3|1\nuser|3|0");
  foreign_run (fixture->foreign, "INSERT INTO company (number) VALUES (2)");
  ASSERT_ROWS (fixture->foreign, OFF, "user|3|1\nuser|3|1\nuser|3|1");
  foreign_run (fixture->foreign,
               "INSERT INTO setting (key, value) VALUES ('auto-sync', '1'); UPDATE setting SET value = '0';");
  ASSERT_ROWS (fixture->foreign, "SELECT source, ends > 0 FROM sync_off_period WHERE user = 0 ORDER BY id",
               "auto-sync|1\nauto-sync|0");
}

/* Maintenance ended at its date, though nobody looked; it begins anew at the commit. */
static void
test_maintenance (Fixture *fixture, gconstpointer data)
{
  foreign_run (fixture->foreign, "UPDATE company SET maintenance_until = '2026-01-31' WHERE number = 1;"
                                 "UPDATE company SET maintenance_until = NULL WHERE number = 1;");
  ASSERT_ROWS (fixture->foreign,
               "SELECT user, strftime ('%Y-%m-%d %H:%M', begins / 1000000, 'unixepoch', 'localtime'), ends > 0 FROM "
               "sync_off_period"
               " WHERE source = 'maintenance'",
               "1|2026-02-01 00:00|1\n2|2026-02-01 00:00|1");
}

static void
test_revisions (Fixture *fixture, gconstpointer data)
{
  gint64 config = bp_store_config_revision (fixture->store);
  gint64 user = bp_store_user_revision (fixture->store, 1);
  gint64 enabled = bp_store_user_enabled_at (fixture->store, 1);
  g_assert_cmpint (enabled, >, 0);
  foreign_run (fixture->foreign, "UPDATE user SET exchange_sync = 1, name = name");
  g_assert_cmpint (bp_store_config_revision (fixture->store), ==, config);
  g_assert_cmpint (bp_store_user_revision (fixture->store, 1), ==, user);
  foreign_run (fixture->foreign, "UPDATE user SET name = 'Anna' WHERE id = 1");
  g_assert_cmpint (bp_store_config_revision (fixture->store), ==, config + 1);
  g_assert_cmpint (bp_store_user_revision (fixture->store, 1), ==, user + 1);
  g_assert_cmpint (bp_store_user_enabled_at (fixture->store, 1), ==, enabled);
  foreign_run (
    fixture->foreign,
    "UPDATE company SET name = 'x' WHERE number = 1; INSERT INTO setting (key, value) VALUES ('lanes', '4');");
  g_assert_cmpint (bp_store_config_revision (fixture->store), ==, config + 3);
  g_assert_cmpint (bp_store_setting_changed_at (fixture->store, BP_SETTING_LANES), >=, enabled);
  foreign_run (fixture->foreign, "DELETE FROM user WHERE id = 2");
  g_assert_cmpint (bp_store_config_revision (fixture->store), ==, config + 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                                                \
  g_test_add ("/store/triggers/" name, Fixture, NULL, open_recursive, func, fixture_close);                            \
  g_test_add ("/store/triggers/" name "/recursive", Fixture, "on", open_recursive, func, fixture_close)
  ADD ("plain", test_plain);
  ADD ("modified-at", test_modified_at);
  ADD ("move", test_move);
  ADD ("exceptions", test_exceptions);
  ADD ("replace-by-id", test_replace_by_id);
  ADD ("replace-by-uid", test_replace_by_uid);
  ADD ("update-or-replace", test_update_or_replace);
  ADD ("ignore-and-upsert", test_ignore_and_upsert);
  ADD ("refused-leaves-nothing", test_refused_leaves_nothing);
  ADD ("guard", test_guard);
  ADD ("shell", test_shell);
  ADD ("off-periods", test_off_periods);
  ADD ("maintenance", test_maintenance);
  ADD ("revisions", test_revisions);
  return g_test_run ();
}
