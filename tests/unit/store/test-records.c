/* SPDX-License-Identifier: MIT */
#include "support.h"

/* Users, companies, settings, records and what the engine remembers of them: there and back. */

#include "store/setting.h"

/* --- users and companies -------------------------------------------------------------------------------------------------- */

static void
test_users (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpUser) user = bp_user_new ();
  g_autoptr (BpUser) stored = NULL;
  gint64 revision, config = bp_store_config_revision (fixture->store);
  user->login = g_strdup ("Carla");
  user->start_company = 2;
  g_assert_true (bp_store_user_add (fixture->store, user, &error));
  g_assert_no_error (error);
  g_assert_cmpint (user->id, ==, 3);
  g_assert_cmpint (bp_store_config_revision (fixture->store), >, config);
  g_assert_cmpint (bp_store_user_enabled_at (fixture->store, user->id), ==, 0);
  stored = bp_store_user_by_login (fixture->store, "CARLA", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stored->login, ==, "Carla");
  g_assert_cmpint (stored->start_company, ==, 2);
  revision = bp_store_user_revision (fixture->store, user->id);
  stored->exchange_sync = TRUE;
  g_assert_true (bp_store_user_update (fixture->store, stored, revision, &error));
  g_assert_cmpint (bp_store_user_enabled_at (fixture->store, user->id), >, 0);
  g_assert_false (bp_store_user_update (fixture->store, stored, revision, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_CHANGED_MEANWHILE);
  g_clear_error (&error);
  g_free (user->login);
  user->login = g_strdup ("ANNA");
  g_assert_false (bp_store_user_add (fixture->store, user, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, "login");
  g_clear_error (&error);
  g_assert_null (bp_store_user_by_login (fixture->store, "nobody", &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_NOT_FOUND);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  foreign_run (fixture->foreign, APPOINTMENT "(1, 1, 'a', '2026-11-23T10:00:00', '2026-11-23T11:00:00'),"
                                             "(2, 2, 'b', '2026-11-23T10:00:00', '2026-11-23T11:00:00');"
                                             "INSERT INTO sync_link (kind, user, record) VALUES ('appointment', 2, 2)");
  g_assert_false (bp_store_user_remove (fixture->store, 1, FALSE, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (bp_store_user_remove (fixture->store, 1, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (bp_store_company_remove (fixture->store, 2, TRUE, &error));
  g_assert_no_error (error);
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM appointment", "0");
  ASSERT_ROWS (fixture->foreign, "SELECT id, user, cause FROM sync_deleted ORDER BY id", "1|1|removed\n2|2|removed");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_journal WHERE op = 'delete' OR done = 0", "0");
  ASSERT_ROWS (fixture->foreign, "SELECT record_gone FROM sync_link", "1");
  ASSERT_ROWS (fixture->foreign, "SELECT applying FROM sync_guard", "0");
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpSettings) settings = NULL;
  g_autofree char *sealed = NULL;
  g_assert_cmpint (bp_store_setting_changed_at (fixture->store, BP_SETTING_EWS_HOST), ==, 0);
  g_assert_true (bp_store_setting_set (fixture->store, BP_SETTING_EWS_HOST, "exchange.firma.local", &error));
  g_assert_true (bp_store_setting_set (fixture->store, BP_SETTING_LANES, "4", &error));
  g_assert_true (bp_store_setting_set (fixture->store, BP_SETTING_LANES, NULL, &error));
  g_assert_true (bp_store_set_sealed_secret (fixture->store, "sealed", &error));
  settings = bp_store_settings (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bp_settings_get (settings, BP_SETTING_EWS_HOST), ==, "exchange.firma.local");
  g_assert_cmpint (bp_settings_get_int (settings, BP_SETTING_LANES), ==, 8);
  g_assert_cmpstr (bp_settings_get (settings, BP_SETTING_ADMIN_SECRET), ==, "set");
  sealed = bp_store_sealed_secret (fixture->store, &error);
  g_assert_cmpstr (sealed, ==, "sealed");
  g_assert_cmpint (bp_store_setting_changed_at (fixture->store, BP_SETTING_EWS_HOST), >, 0);
}

/* --- records ------------------------------------------------------------------------------------------------------------------ */

static BpItem *
series (void)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  BpException *moved = bp_exception_new ("2026-11-30T10:00:00");
  BpException *cancelled = bp_exception_new ("2026-12-07T10:00:00");
  bp_item_set (item, BP_FIELD_SUBJECT, "Jour fixe");
  bp_item_set (item, BP_FIELD_STARTS_AT, "2026-11-23T10:00:00");
  bp_item_set (item, BP_FIELD_ENDS_AT, "2026-11-23T11:00:00");
  bp_item_set (item, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  bp_item_set (item, BP_FIELD_RECURRENCE, "FREQ=WEEKLY");
  bp_item_set (item, BP_FIELD_REMINDER_MINUTES, "15");
  bp_item_set (item, BP_FIELD_CATEGORIES, "[\"Kunde\"]");
  moved->values[BP_FIELD_STARTS_AT] = g_strdup ("2026-11-30T12:00:00");
  moved->values[BP_FIELD_ENDS_AT] = g_strdup ("2026-11-30T13:00:00");
  moved->values[BP_FIELD_REMINDER_MINUTES] = g_strdup ("-1");
  moved->values[BP_FIELD_LOCATION] = g_strdup ("");
  cancelled->cancelled = TRUE;
  bp_item_take_exception (item, moved);
  bp_item_take_exception (item, cancelled);
  return item;
}

static void
assert_same_item (const BpItem *a, const BpItem *b)
{
  g_autofree char *left = bp_item_to_json (a);
  g_autofree char *right = bp_item_to_json (b);
  g_assert_cmpint (bp_item_diff (a, b), ==, 0);
  if (bp_item_n_exceptions (a) > 0)
    g_assert_nonnull (strstr (left, "exceptions"));
  g_assert_nonnull (right);
}

static void
test_appointment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpItem) item = series ();
  g_autoptr (BpRecord) record = NULL;
  g_autoptr (BpRecord) deleted = NULL;
  g_autoptr (BpRecord) restored = NULL;
  gint64 id = 0;
  g_assert_true (bp_store_record_insert (fixture->store, BP_KIND_APPOINTMENT, 1, 1, "uid-1", item, &id, &error));
  g_assert_no_error (error);
  record = bp_store_record (fixture->store, BP_KIND_APPOINTMENT, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record->uid, ==, "uid-1");
  g_assert_cmpint (record->last_seq, >, 0);
  assert_same_item (item, record->item);
  bp_item_set (item, BP_FIELD_SUBJECT, "Jour fixe neu");
  bp_item_set (item, BP_FIELD_LOCATION, "not written");
  bp_item_remove_exception (item, "2026-12-07T10:00:00");
  g_assert_true (bp_store_record_update (fixture->store, BP_KIND_APPOINTMENT, id, item,
                                         BP_UNIT_BIT (BP_UNIT_SUBJECT) | BP_UNIT_BIT (BP_UNIT_EXCEPTIONS), &error));
  g_assert_no_error (error);
  bp_item_set (item, BP_FIELD_LOCATION, NULL);
  g_assert_true (bp_store_record_delete (fixture->store, BP_KIND_APPOINTMENT, id, "exchange", &error));
  g_assert_null (bp_store_record (fixture->store, BP_KIND_APPOINTMENT, id, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  deleted = bp_store_deleted_record (fixture->store, BP_KIND_APPOINTMENT, id, &error);
  g_assert_no_error (error);
  assert_same_item (item, deleted->item);
  ASSERT_ROWS (fixture->foreign, "SELECT cause FROM sync_deleted", "exchange");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM appointment_exception", "0");
  g_assert_true (bp_store_record_restore (fixture->store, BP_KIND_APPOINTMENT, id, &error));
  g_assert_no_error (error);
  restored = bp_store_record (fixture->store, BP_KIND_APPOINTMENT, id, &error);
  g_assert_cmpstr (restored->uid, ==, "uid-1");
  assert_same_item (item, restored->item);
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_deleted", "0");
  g_assert_false (bp_store_record_restore (fixture->store, BP_KIND_APPOINTMENT, id, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_NOT_FOUND);
}

/* A refused value names its column and leaves no half of the record behind. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpItem) item = series ();
  BpException *broken = bp_exception_new ("2026-12-14T10:00:00");
  gint64 id = 0;
  broken->values[BP_FIELD_SHOW_AS] = g_strdup ("asleep");
  bp_item_take_exception (item, broken);
  g_assert_false (bp_store_record_insert (fixture->store, BP_KIND_APPOINTMENT, 1, 1, NULL, item, &id, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, "show_as");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM appointment", "0");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_journal", "0");
}

static void
test_task (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpItem) item = bp_item_new (BP_KIND_TASK);
  g_autoptr (BpRecord) record = NULL;
  gint64 id = 0;
  bp_item_set (item, BP_FIELD_SUBJECT, "Angebot");
  bp_item_set (item, BP_FIELD_DUE_DATE, "2026-12-01");
  bp_item_set (item, BP_FIELD_STATUS, "in-progress");
  bp_item_set (item, BP_FIELD_PERCENT_COMPLETE, "50");
  bp_item_set (item, BP_FIELD_COMPANIES, "[\"Muster GmbH\"]");
  g_assert_true (bp_store_record_insert (fixture->store, BP_KIND_TASK, 2, 1, NULL, item, &id, &error));
  g_assert_no_error (error);
  record = bp_store_record (fixture->store, BP_KIND_TASK, id, &error);
  g_assert_no_error (error);
  assert_same_item (item, record->item);
  g_assert_cmpint (strlen (record->uid), ==, 32);
}

/* SYNC 10: the key before the change at hand counts, and only records without a link. */
static void
test_match (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpRecord) record = NULL;
  g_autoptr (GArray) before = NULL;
  g_autoptr (GArray) after = NULL;
  g_autoptr (GArray) by_uid = NULL;
  g_autofree char *key = NULL;
  g_autofree char *new_key = NULL;
  foreign_run (fixture->foreign, APPOINTMENT "(1, 1, 'a', '2026-11-23T10:00:00', '2026-11-23T11:00:00');"
                                             "UPDATE appointment SET uid = 'u1'; UPDATE sync_journal SET done = 1;");
  record = bp_store_record (fixture->store, BP_KIND_APPOINTMENT, 1, &error);
  key = bp_item_match_key (record->item);
  foreign_run (fixture->foreign, "UPDATE appointment SET starts_at = '2026-11-23T10:30:00', subject = 'b';"
                                 "UPDATE appointment SET starts_at = '2026-11-23T10:45:00', subject = 'c';");
  g_clear_pointer (&record, bp_record_free);
  record = bp_store_record (fixture->store, BP_KIND_APPOINTMENT, 1, &error);
  new_key = bp_item_match_key (record->item);
  before = bp_store_records_unlinked_by_key (fixture->store, BP_KIND_APPOINTMENT, 1, key, TRUE, &error);
  after = bp_store_records_unlinked_by_key (fixture->store, BP_KIND_APPOINTMENT, 1, new_key, TRUE, &error);
  g_assert_cmpint (before->len, ==, 1);
  g_assert_cmpint (after->len, ==, 0);
  by_uid = bp_store_records_unlinked_by_uid (fixture->store, BP_KIND_APPOINTMENT, 1, "u1", &error);
  g_assert_cmpint (by_uid->len, ==, 1);
  foreign_run (fixture->foreign, "INSERT INTO sync_link (kind, user, record) VALUES ('appointment', 1, 1)");
  g_clear_pointer (&before, g_array_unref);
  g_clear_pointer (&by_uid, g_array_unref);
  before = bp_store_records_unlinked_by_key (fixture->store, BP_KIND_APPOINTMENT, 1, key, TRUE, &error);
  by_uid = bp_store_records_unlinked_by_uid (fixture->store, BP_KIND_APPOINTMENT, 1, "u1", &error);
  g_assert_cmpint (before->len, ==, 0);
  g_assert_cmpint (by_uid->len, ==, 0);
}

/* What an edit replaced is told by the first of its entries; what the engine noted as yet to be sent nobody edited. */
static void
test_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpRecord) record = NULL;
  g_autoptr (BpItem) fresh = NULL, before = NULL;
  foreign_run (fixture->foreign, "INSERT INTO task (company, user, subject) VALUES (1, 1, 'a')");
  record = bp_store_record (fixture->store, BP_KIND_TASK, 1, &error);
  g_assert_no_error (error);
  fresh = bp_store_record_before (fixture->store, record);
  g_assert_null (fresh);
  foreign_run (fixture->foreign, "UPDATE sync_journal SET done = 1;"
                                 "UPDATE task SET status = 'waiting', completed_date = '2026-11-23';"
                                 "UPDATE task SET status = 'deferred'; UPDATE sync_guard SET applying = 1;"
                                 "UPDATE task SET percent_complete = 70; UPDATE sync_guard SET applying = 0;"
                                 "INSERT INTO sync_journal (kind, record, user, company, op, column_name)"
                                 " VALUES ('task', 1, 1, 1, 'update', 'percent_complete')");
  g_clear_pointer (&record, bp_record_free);
  record = bp_store_record (fixture->store, BP_KIND_TASK, 1, &error);
  before = bp_store_record_before (fixture->store, record);
  g_assert_cmpstr (bp_item_get (before, BP_FIELD_STATUS), ==, "not-started");
  g_assert_null (bp_item_get (before, BP_FIELD_COMPLETED_DATE));
  g_assert_cmpstr (bp_item_get (before, BP_FIELD_PERCENT_COMPLETE), ==, "70");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/records/" name, Fixture, NULL, fixture_open, func, fixture_close)
  ADD ("users", test_users);
  ADD ("remove", test_remove);
  ADD ("settings", test_settings);
  ADD ("appointment", test_appointment);
  ADD ("refused", test_refused);
  ADD ("task", test_task);
  ADD ("match", test_match);
  ADD ("before", test_before);
  return g_test_run ();
}
