/* SPDX-License-Identifier: MIT */
#include "support.h"

/* What the engine remembers: every row there and back, who is found by what, and what is dropped in time. */

#include "base/clock.h"
#include "store/listing.h"

#define WHEN "'2026-11-23T10:00:00', '2026-11-23T11:00:00'"
#define OK(call)                                                                                                       \
  do {                                                                                                                 \
    g_autoptr (GError) failure_ = NULL;                                                                                \
    GError **error = &failure_;                                                                                        \
    g_assert_true (call);                                                                                              \
    g_assert_no_error (failure_);                                                                                      \
  } while (0)

/* --- links ------------------------------------------------------------------------------------------------------------------------ */

static BpLink *
new_link (gint64 user, gint64 record, const char *item_id)
{
  BpLink *link = bp_link_new ();
  link->kind = BP_KIND_TASK;
  link->user = user;
  link->record = record;
  link->item_id = g_strdup (item_id);
  link->uid = g_strdup ("uid");
  link->create_token = g_strdup ("token");
  link->seen_local = g_strdup ("{}");
  link->field_version = 1;
  link->is_meeting = TRUE;
  link->changed_at = 5;
  return link;
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  g_autoptr (BpLink) link = new_link (1, 7, "item-1");
  g_autoptr (BpLink) gone = new_link (1, 8, "item-2");
  g_autoptr (BpLink) copy = NULL;
  g_autoptr (BpLink) by_record = NULL;
  g_autoptr (BpLink) by_item = NULL;
  g_autoptr (BpLink) by_token = NULL;
  g_autoptr (GPtrArray) by_uid = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) aside = NULL;
  gone->item_gone = TRUE;
  OK (bp_store_link_put (store, gone, error));
  OK (bp_store_link_put (store, link, error));
  g_assert_cmpint (link->id, >, gone->id);
  by_record = bp_store_link_by_record (store, BP_KIND_TASK, 7, NULL);
  g_assert_cmpint (by_record->id, ==, link->id);
  g_assert_cmpstr (by_record->seen_local, ==, "{}");
  g_assert_null (by_record->seen_remote);
  g_assert_true (by_record->is_meeting);
  g_assert_cmpint (by_record->kind, ==, BP_KIND_TASK);
  by_item = bp_store_link_by_item (store, 1, BP_KIND_TASK, "item-1", NULL);
  g_assert_cmpint (by_item->id, ==, link->id);
  g_assert_null (bp_store_link_by_item (store, 2, BP_KIND_TASK, "item-1", NULL));
  g_assert_null (bp_store_link_by_record (store, BP_KIND_APPOINTMENT, 7, NULL));
  g_assert_null (bp_store_link_of_user (store, 2, BP_KIND_TASK, 7, NULL));
  by_token = bp_store_link_by_token (store, 1, BP_KIND_TASK, "token", NULL);
  g_assert_cmpint (by_token->id, ==, link->id);
  by_uid = bp_store_links_by_uid (store, 1, BP_KIND_TASK, "uid", NULL);
  g_assert_cmpint (by_uid->len, ==, 2);
  g_assert_cmpint (((BpLink *) by_uid->pdata[0])->id, ==, link->id);
  g_assert_cmpint (bp_store_links_count (store, 1, BP_KIND_TASK), ==, 1);
  items = bp_store_links_item_ids (store, 1, BP_KIND_TASK, NULL);
  g_assert_cmpint (items->len, ==, 1);
  copy = bp_link_copy (by_record);
  g_free (copy->change_key);
  copy->change_key = g_strdup ("key-2");
  OK (bp_store_link_put (store, copy, error));
  ASSERT_ROWS (fixture->foreign, "SELECT count(*), max(change_key) FROM sync_link", "2|key-2");
  OK (bp_store_links_put_aside (store, 1, BP_KIND_TASK, error));
  g_assert_cmpint (bp_store_links_count (store, 1, BP_KIND_TASK), ==, 0);
  g_assert_null (bp_store_link_by_record (store, BP_KIND_TASK, 7, NULL));
  aside = bp_store_links_set_aside (store, 1, BP_KIND_TASK, NULL);
  g_assert_cmpint (aside->len, ==, 2);
}

/* --- state, and whose folder it is (SYNC 12) ------------------------------------------------------------------------------------------ */

static void
test_state (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  g_autoptr (BpSyncState) state = bp_store_sync_state (store, 2, BP_KIND_TASK, NULL);
  g_autoptr (BpSyncState) stored = NULL;
  g_autoptr (BpLink) link = new_link (2, 7, "item-1");
  g_assert_null (state->folder_id);
  g_assert_cmpint (state->t0, ==, 0);
  state->folder_id = g_strdup ("folder");
  state->token = g_strdup ("token");
  state->t0 = 99;
  state->listed = TRUE;
  OK (bp_store_set_sync_state (store, 2, BP_KIND_TASK, state, error));
  OK (bp_store_set_sync_state (store, 2, BP_KIND_TASK, state, error));
  stored = bp_store_sync_state (store, 2, BP_KIND_TASK, NULL);
  g_assert_cmpstr (stored->token, ==, "token");
  g_assert_cmpint (stored->t0, ==, 99);
  g_assert_true (stored->listed);
  /* Without links the lower id has it, with links who has them. */
  g_assert_cmpint (bp_store_folder_holder (store, BP_KIND_TASK, "folder", 2), ==, 0);
  g_assert_cmpint (bp_store_folder_holder (store, BP_KIND_TASK, "folder", 1), ==, 0);
  g_assert_cmpint (bp_store_folder_holder (store, BP_KIND_TASK, "folder", 3), ==, 2);
  OK (bp_store_link_put (store, link, error));
  g_assert_cmpint (bp_store_folder_holder (store, BP_KIND_TASK, "folder", 1), ==, 2);
  g_assert_cmpint (bp_store_folder_holder (store, BP_KIND_TASK, "folder", 2), ==, 0);
  g_assert_cmpint (bp_store_folder_holder (store, BP_KIND_TASK, "another", 1), ==, 0);
}

/* --- baseline, inbox, intents ----------------------------------------------------------------------------------------------------------- */

static void
test_baseline (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  BpBaseline row = { (char *) "item-1", (char *) "uid", (char *) "key", (char *) "hashes", 1 };
  g_autoptr (BpBaseline) stored = NULL;
  g_autoptr (BpLink) link = new_link (1, 7, "item-1");
  g_autoptr (GPtrArray) by_key = NULL;
  g_autoptr (GPtrArray) by_uid = NULL;
  OK (bp_store_baseline_put (store, 1, BP_KIND_TASK, &row, error));
  OK (bp_store_baseline_put (store, 1, BP_KIND_TASK, &row, error));
  stored = bp_store_baseline (store, 1, BP_KIND_TASK, "item-1", NULL);
  g_assert_cmpstr (stored->hashes, ==, "hashes");
  by_key = bp_store_baseline_by_key (store, 1, BP_KIND_TASK, "key", NULL);
  g_assert_cmpint (by_key->len, ==, 1);
  OK (bp_store_link_put (store, link, error));
  g_assert_null (bp_store_baseline (store, 1, BP_KIND_TASK, "item-1", NULL));
  OK (bp_store_baseline_put (store, 1, BP_KIND_TASK, &row, error));
  by_uid = bp_store_baseline_by_uid (store, 1, BP_KIND_TASK, "uid", NULL);
  g_assert_cmpint (by_uid->len, ==, 0);
  OK (bp_store_baseline_remove (store, 1, BP_KIND_TASK, "item-1", error));
  g_assert_null (bp_store_baseline (store, 1, BP_KIND_TASK, "item-1", NULL));
}

static void
test_inbox (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  g_autoptr (BpInboxRow) row = bp_inbox_row_new ();
  g_autoptr (BpInboxRow) first = NULL;
  g_autoptr (BpInboxRow) second = NULL;
  g_autoptr (GPtrArray) all = NULL;
  row->item_id = g_strdup ("item-1");
  row->change_key = g_strdup ("key");
  row->modified_at = 42;
  row->item = bp_item_new (BP_KIND_TASK);
  bp_item_set (row->item, BP_FIELD_SUBJECT, "Angebot");
  OK (bp_store_inbox_put (store, 1, BP_KIND_TASK, row, error));
  first = bp_store_inbox_row (store, 1, BP_KIND_TASK, "item-1", NULL);
  g_assert_cmpstr (bp_item_get (first->item, BP_FIELD_SUBJECT), ==, "Angebot");
  g_assert_cmpint (first->modified_at, ==, 42);
  OK (bp_store_inbox_put (store, 1, BP_KIND_TASK, row, error));
  second = bp_store_inbox_row (store, 1, BP_KIND_TASK, "item-1", NULL);
  g_assert_cmpint (second->seq, >, first->seq);
  OK (bp_store_inbox_remove (store, 1, BP_KIND_TASK, "item-1", first->seq, error));
  all = bp_store_inbox (store, 1, BP_KIND_TASK, NULL, NULL);
  g_assert_cmpint (all->len, ==, 1);
  OK (bp_store_inbox_remove (store, 1, BP_KIND_TASK, "item-1", second->seq, error));
  g_assert_null (bp_store_inbox_row (store, 1, BP_KIND_TASK, "item-1", NULL));
}

static void
test_intents (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  g_autoptr (BpIntent) intent = bp_intent_new ();
  g_autoptr (GPtrArray) stored = NULL;
  const BpIntent *first;
  intent->user = 1;
  intent->kind = BP_KIND_APPOINTMENT;
  intent->op = BP_INTENT_DELETE;
  intent->units = BP_UNITS_ALL;
  intent->create_token = g_strdup ("token");
  OK (bp_store_intent_put (store, intent, error));
  g_assert_cmpint (intent->id, >, 0);
  stored = bp_store_intents (store, 1, BP_KIND_APPOINTMENT, NULL);
  g_assert_cmpint (stored->len, ==, 1);
  first = stored->pdata[0];
  g_assert_cmpint (first->op, ==, BP_INTENT_DELETE);
  g_assert_cmpuint (first->units, ==, BP_UNITS_ALL);
  g_assert_cmpstr (first->create_token, ==, "token");
  OK (bp_store_intent_remove (store, intent->id, error));
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_intent", "0");
}

/* --- parked, conflicts, listings ---------------------------------------------------------------------------------------------------------- */

static void
test_parked (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  BpParked out = { .kind = BP_KIND_APPOINTMENT,
                   .user = 1,
                   .record = 1,
                   .direction = BP_OUT,
                   .code = (char *) "ErrorX",
                   .reason = (char *) "why" };
  BpParked in = { .kind = BP_KIND_APPOINTMENT, .user = 1, .item_id = (char *) "item-9", .direction = BP_IN };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GError) failure = NULL;
  const BpRecordRow *row;
  foreign_run (fixture->foreign,
               APPOINTMENT "(1, 1, 'a', " WHEN "), (1, 2, 'b', " WHEN "); DELETE FROM appointment WHERE id = 2;");
  OK (bp_store_park (store, &out, error));
  OK (bp_store_park (store, &out, error));
  OK (bp_store_park (store, &in, error));
  all = bp_store_parked (store, 0, NULL);
  g_assert_cmpint (all->len, ==, 2);
  OK (
    bp_store_conflict_add (store, 1, BP_KIND_APPOINTMENT, 1, BP_UNIT_SUBJECT, NULL, "{}", "{}", TRUE, "later", error));
  conflicts = bp_store_conflicts (store, 1, NULL);
  g_assert_cmpint (conflicts->len, ==, 1);
  g_assert_cmpstr (((BpConflict *) conflicts->pdata[0])->winner, ==, "exchange");
  rows = bp_store_record_rows (store, 0, BP_KIND_COUNT, NULL);
  g_assert_cmpint (rows->len, ==, 2);
  row = rows->pdata[0];
  g_assert_cmpstr (row->subject, ==, "a");
  g_assert_cmpstr (row->parked_reason, ==, "why");
  g_assert_cmpint (row->pending, ==, 1);
  row = rows->pdata[1];
  g_assert_true (row->deleted);
  g_assert_cmpstr (row->subject, ==, "b");
  OK (bp_store_retry (store, BP_KIND_APPOINTMENT, 1, error));
  g_assert_false (bp_store_retry (store, BP_KIND_APPOINTMENT, 1, &failure));
  g_assert_error (failure, BP_ERROR, BP_ERROR_NOT_FOUND);
  OK (bp_store_unpark (store, BP_KIND_APPOINTMENT, 1, 0, "item-9", error));
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_parked", "0");
}

/* --- off periods, guard, status, commands -------------------------------------------------------------------------------------------------- */

static void
test_off (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  g_autoptr (GArray) periods = NULL;
  const BpOffPeriod *period;
  OK (bp_store_off_set (store, "direction", 0, BP_KIND_COUNT, BP_IN, TRUE, 100, error));
  OK (bp_store_off_set (store, "direction", 0, BP_KIND_COUNT, BP_IN, TRUE, 150, error));
  OK (bp_store_off_set (store, "direction", 0, BP_KIND_COUNT, BP_IN, FALSE, 200, error));
  OK (bp_store_off_set (store, "kind", 2, BP_KIND_TASK, -1, TRUE, 300, error));
  periods = bp_store_off_periods (store, 1, NULL);
  g_assert_cmpint (periods->len, ==, 2);
  period = &g_array_index (periods, BpOffPeriod, 1);
  g_assert_cmpint (period->kind, ==, BP_KIND_COUNT);
  g_assert_cmpint (period->direction, ==, BP_IN);
  g_assert_cmpint (period->begins, ==, 100);
  g_assert_cmpint (period->ends, ==, 200);
  g_clear_pointer (&periods, g_array_unref);
  periods = bp_store_off_periods (store, 2, NULL);
  g_assert_cmpint (periods->len, ==, 3);
  period = &g_array_index (periods, BpOffPeriod, 2);
  g_assert_cmpint (period->kind, ==, BP_KIND_TASK);
  g_assert_cmpint (period->direction, ==, -1);
  g_assert_cmpint (period->ends, ==, 0);
}

/* A user without a mailbox is off while mailboxes are used; the setting counts when the engine reads it. */
static void
test_off_refresh (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  foreign_run (fixture->foreign, "UPDATE user SET exchange_mailbox = NULL WHERE id = 1;"
                                 "INSERT INTO setting (key, value) VALUES ('use-mailboxes', '0');");
  ASSERT_ROWS (fixture->foreign, "SELECT user, ends FROM sync_off_period WHERE source = 'user'", "1|0");
  OK (bp_store_off_refresh (store, 77, error));
  OK (bp_store_off_refresh (store, 78, error));
  ASSERT_ROWS (fixture->foreign, "SELECT user, ends FROM sync_off_period WHERE source = 'user'", "1|77");
  foreign_run (fixture->foreign, "UPDATE setting SET value = '1'");
  OK (bp_store_off_refresh (store, 80, error));
  ASSERT_ROWS (fixture->foreign, "SELECT user, begins FROM sync_off_period WHERE source = 'user' AND ends = 0", "1|80");
}

static void
test_guard (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  g_autoptr (GArray) held = NULL;
  gint64 count = 0;
  OK (bp_store_deletion_done (store, 1, BP_KIND_TASK, BP_OUT, 91, 100, error));
  OK (bp_store_deletion_done (store, 1, BP_KIND_TASK, BP_OUT, 92, 200, error));
  OK (bp_store_deletion_done (store, 1, BP_KIND_TASK, BP_IN, 93, 200, error));
  g_assert_cmpint (bp_store_deletions_since (store, 1, BP_KIND_TASK, BP_OUT, 150), ==, 1);
  for (gint64 record = 101; record <= 103; record++)
    OK (bp_store_hold (store, 1, BP_KIND_TASK, BP_OUT, record, error));
  OK (bp_store_hold (store, 1, BP_KIND_TASK, BP_OUT, 103, error));
  OK (bp_store_hold (store, 1, BP_KIND_APPOINTMENT, BP_IN, 104, error));
  OK (bp_store_hold (store, 2, BP_KIND_TASK, BP_OUT, 105, error));
  g_assert_cmpint (bp_store_held_count (store, 1), ==, 4);
  OK (bp_store_hold_drop (store, 1, BP_KIND_TASK, BP_OUT, 103, error));
  OK (bp_store_release (store, 1, BP_HELD_APPLY, &count, error));
  g_assert_cmpint (count, ==, 3);
  g_assert_cmpint (bp_store_held_count (store, 1), ==, 0);
  g_assert_cmpint (bp_store_held_count (store, 2), ==, 1);
  /* A word once given stays; what is held later waits for another. */
  OK (bp_store_hold (store, 1, BP_KIND_TASK, BP_OUT, 101, error));
  OK (bp_store_hold (store, 1, BP_KIND_TASK, BP_OUT, 106, error));
  OK (bp_store_release (store, 1, BP_HELD_DISCARD, &count, error));
  g_assert_cmpint (count, ==, 1);
  held = bp_store_held (store, 1, BP_KIND_TASK, NULL);
  g_assert_cmpint (held->len, ==, 3);
  for (guint i = 0; i < held->len; i++) {
    const BpHeld *row = &g_array_index (held, BpHeld, i);
    g_assert_cmpint (row->direction, ==, BP_OUT);
    g_assert_cmpint (row->decision, ==, row->record == 106 ? BP_HELD_DISCARD : BP_HELD_APPLY);
  }
  /* What was released is carried out once and not counted. */
  OK (bp_store_deletion_done (store, 1, BP_KIND_TASK, BP_OUT, 101, 200, error));
  g_assert_cmpint (bp_store_deletions_since (store, 1, BP_KIND_TASK, BP_OUT, 150), ==, 1);
  OK (bp_store_deletion_done (store, 1, BP_KIND_TASK, BP_OUT, 101, 200, error));
  g_assert_cmpint (bp_store_deletions_since (store, 1, BP_KIND_TASK, BP_OUT, 150), ==, 2);
  /* Nor is a record that moved to another user. */
  foreign_run (fixture->foreign, "INSERT INTO task (id, company, user) VALUES (107, 1, 2)");
  OK (bp_store_deletion_done (store, 1, BP_KIND_TASK, BP_OUT, 107, 200, error));
  g_assert_cmpint (bp_store_deletions_since (store, 1, BP_KIND_TASK, BP_OUT, 150), ==, 2);
}

static void
test_status (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  BpUserStatus status = { .user = 2, .state = (char *) "in-step", .count_out = 3 };
  BpEngineStatus engine = { .state = (char *) "running", .endpoint = (char *) "https://x/", .connected = TRUE };
  g_autoptr (BpEngineStatus) before = bp_store_engine_status (store, NULL);
  g_autoptr (BpEngineStatus) after = NULL;
  g_autoptr (GPtrArray) statuses = NULL;
  g_autoptr (GPtrArray) commands = NULL;
  g_autofree char *result = NULL;
  gint64 id = 0;
  g_assert_cmpstr (before->state, ==, "stopped");
  OK (bp_store_engine_status_put (store, &engine, error));
  OK (bp_store_engine_status_put (store, &engine, error));
  after = bp_store_engine_status (store, NULL);
  g_assert_cmpstr (after->endpoint, ==, "https://x/");
  g_assert_true (after->connected);
  OK (bp_store_user_status_put (store, &status, error));
  OK (bp_store_user_status_put (store, &status, error));
  statuses = bp_store_user_statuses (store, NULL);
  g_assert_cmpint (statuses->len, ==, 1);
  g_assert_cmpint (((BpUserStatus *) statuses->pdata[0])->count_out, ==, 3);
  OK (bp_store_command_add (store, "sync-now", "anna", &id, error));
  commands = bp_store_commands (store, NULL);
  g_assert_cmpstr (((BpCommandRow *) commands->pdata[0])->argument, ==, "anna");
  g_assert_false (bp_store_command_is_done (store, id, NULL));
  OK (bp_store_command_done (store, id, "no", error));
  g_assert_true (bp_store_command_is_done (store, id, &result));
  g_assert_cmpstr (result, ==, "no");
  OK (bp_store_command_add (store, "stop", NULL, NULL, error));
  OK (bp_store_command_add (store, "sync-now", "berta", &id, error));
  OK (bp_store_commands_clear (store, error));
  g_assert_true (
    bp_store_command_is_done (store, id, NULL)); /* who gave it while the engine started does not wait in vain */
  ASSERT_ROWS (fixture->foreign, "SELECT argument FROM sync_command ORDER BY id", "anna\nberta");
}

/* --- journal, pruning, speed ------------------------------------------------------------------------------------------------------------------ */

static void
test_journal (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GArray) users = NULL;
  const BpJournalEntry *entry;
  foreign_run (fixture->foreign,
               APPOINTMENT "(1, 1, 'a', " WHEN "), (1, 2, 'b', " WHEN "); UPDATE appointment SET ends_at ="
                           " '2026-11-23T12:00:00' WHERE id = 1; INSERT INTO appointment_exception (appointment,"
                           " original_start) VALUES (1, '2026-11-24T10:00:00');");
  entries = bp_store_journal_pending (store, 1, BP_KIND_APPOINTMENT, NULL);
  g_assert_cmpint (entries->len, ==, 3);
  entry = entries->pdata[1];
  g_assert_cmpint (entry->op, ==, BP_JOURNAL_UPDATE);
  g_assert_cmpint (entry->unit, ==, BP_UNIT_WHEN);
  g_assert_cmpstr (entry->column, ==, "ends_at");
  g_assert_cmpstr (entry->old_value, ==, "2026-11-23T11:00:00");
  g_assert_cmpint (ABS (bp_clock_now () - entry->at), <, 60 * G_USEC_PER_SEC);
  entry = entries->pdata[2];
  g_assert_cmpint (entry->unit, ==, BP_UNIT_EXCEPTIONS);
  g_assert_cmpstr (entry->original_start, ==, "2026-11-24T10:00:00");
  g_assert_cmpint (bp_store_journal_last (store), ==, 4);
  g_assert_cmpint (bp_store_journal_last_of (store, BP_KIND_APPOINTMENT, 1), ==, 4);
  users = bp_store_journal_users (store, 2, NULL);
  g_assert_cmpint (users->len, ==, 1);
  g_assert_cmpint (g_array_index (users, gint64, 0), ==, 1);
  g_assert_cmpint (bp_store_journal_count_pending (store, 1, 3), ==, 2);
  OK (bp_store_journal_done (store, BP_KIND_APPOINTMENT, 1, 1, 3, error));
  g_assert_cmpint (bp_store_journal_count_pending (store, 1, 4), ==, 1);
  OK (bp_store_journal_done (store, BP_KIND_APPOINTMENT, 1, 0, 4, error));
  g_assert_cmpint (bp_store_journal_count_pending (store, 1, 4), ==, 0);
  g_assert_cmpint (bp_store_journal_count_pending (store, 2, 4), ==, 1);
}

static void
test_prune (Fixture *fixture, gconstpointer data)
{
  BpStore *store = fixture->store;
  gint64 soon = bp_clock_now () + 89 * G_TIME_SPAN_DAY, later = bp_clock_now () + 91 * G_TIME_SPAN_DAY;
  foreign_run (fixture->foreign, APPOINTMENT "(1, 1, 'a', " WHEN
                                             "); DELETE FROM appointment; UPDATE sync_journal SET done = 1;" APPOINTMENT
                                             "(1, 1, 'b', " WHEN ");");
  OK (bp_store_prune (store, soon, error));
  ASSERT_ROWS (fixture->foreign, "SELECT (SELECT count(*) FROM sync_journal), (SELECT count(*) FROM sync_deleted)",
               "3|1");
  /* As long as nobody has said what is to become of a deletion, the record may have to come back as it was. */
  OK (bp_store_hold (store, 1, BP_KIND_TASK, BP_OUT, 1, error));
  OK (bp_store_hold (store, 1, BP_KIND_APPOINTMENT, BP_OUT, 1, error));
  OK (bp_store_prune (store, later, error));
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_deleted", "1");
  OK (bp_store_hold_drop (store, 1, BP_KIND_APPOINTMENT, BP_OUT, 1, error));
  OK (bp_store_prune (store, later, error));
  ASSERT_ROWS (fixture->foreign, "SELECT (SELECT count(*) FROM sync_journal), (SELECT count(*) FROM sync_deleted)",
               "1|0");
  g_assert_cmpint (bp_store_journal_last (store), ==, 3);
}

/* What planning asks for goes through an index, however many links and done entries there are. */
static void
test_plans (Fixture *fixture, gconstpointer data)
{
  static const char *const queries[] = {
    "SELECT * FROM sync_journal WHERE user = 1 AND kind = 'task' AND done = 0 ORDER BY record, seq",
    "SELECT * FROM sync_link WHERE kind = 'task' AND record = 1 AND set_aside = 0",
    "SELECT * FROM sync_link WHERE user = 1 AND kind = 'task' AND item_id = 'x' AND set_aside = 0",
    "SELECT * FROM sync_link WHERE user = 1 AND kind = 'task' AND uid = 'x' AND set_aside = 0",
    "SELECT * FROM sync_inbox WHERE user = 1 AND kind = 'task' AND item_id = 'x'",
    "SELECT max(seq) FROM sync_journal WHERE kind = 'task' AND record = 1",
    "SELECT DISTINCT user FROM sync_journal NOT INDEXED WHERE seq > 7 AND done = 0",
    "SELECT * FROM sync_baseline WHERE user = 1 AND kind = 'task' AND match_key = 'x'",
  };
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", queries[i], NULL);
    g_autofree char *plan = foreign_rows (fixture->foreign, sql);
    if (!strstr (plan, "SEARCH"))
      g_test_message ("%s: %s", queries[i], plan);
    g_assert_nonnull (strstr (plan, "SEARCH"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/sync/" name, Fixture, NULL, fixture_open, func, fixture_close)
  ADD ("links", test_links);
  ADD ("state", test_state);
  ADD ("baseline", test_baseline);
  ADD ("inbox", test_inbox);
  ADD ("intents", test_intents);
  ADD ("parked", test_parked);
  ADD ("off", test_off);
  ADD ("off-refresh", test_off_refresh);
  ADD ("guard", test_guard);
  ADD ("status", test_status);
  ADD ("journal", test_journal);
  ADD ("prune", test_prune);
  ADD ("plans", test_plans);
  return g_test_run ();
}
