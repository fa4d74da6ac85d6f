/* SPDX-License-Identifier: MIT */
#include "pass-fixture.h"

static void
test_both_ways (Fixture *self, gconstpointer data)
{
  insert (self, "from here");
  run_well (self, 1, 0);
  run_well (self, 0, 0);
  rename_item (self->fake, "from there");
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT subject = 'from there' FROM appointment"), ==, 1);
  run_well (self, 0, 0);
  g_assert_cmpuint (self->fake->writes, ==, 1);
}

/* SYNC 7: somebody was quicker; both changes survive. */
static void
test_changed_meanwhile (Fixture *self, gconstpointer data)
{
  const FakeItem *item;
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  self->fake->before_update = change_place;
  run_well (self, 1, 1);
  item = self->fake->items->pdata[0];
  g_assert_cmpstr (bp_item_get (item->item->item, BP_FIELD_SUBJECT), ==, "two");
  g_assert_cmpstr (bp_item_get (item->item->item, BP_FIELD_LOCATION), ==, "hall");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'two' AND location = 'hall'"),
                   ==, 1);
  run_well (self, 0, 0);
}

/* SYNC 7: while we write to Exchange, another program writes the very value that is about to be replaced here. */
static sqlite3 *other_program;

/* Somebody is quicker, with something that is of no weight to anybody else. */
static void
change_show_as (void *data)
{
  Fake *fake = data;
  FakeItem *item = fake->items->pdata[0];
  bp_item_set (item->item->item, BP_FIELD_SHOW_AS, "free");
  fake_touch (fake, item);
}

static void
change_place_here (void *data)
{
  g_assert_cmpint (sqlite3_exec (other_program, "UPDATE appointment SET location = 'cellar'", NULL, NULL, NULL), ==,
                   SQLITE_OK);
}

static void
change_two_here (void *data)
{
  g_assert_cmpint (
    sqlite3_exec (other_program, "UPDATE appointment SET location = 'cellar' WHERE subject = 'two'", NULL, NULL, NULL),
    ==, SQLITE_OK);
}

/* Somebody is quicker there, and the edit is taken back here. */
static void
take_back_here (void *data)
{
  change_show_as (data);
  g_assert_cmpint (
    sqlite3_exec (other_program,
                  "UPDATE appointment SET subject = 'one'; UPDATE sync_journal SET at = at + 20000000 WHERE done = 0",
                  NULL, NULL, NULL),
    ==, SQLITE_OK);
}

/* What comes in, and who lost, is settled before anything is sent, whatever becomes of the sending. */
static void
test_local_first (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  rename_item (self->fake, "three");
  change_place (self->fake);
  office (self, "UPDATE sync_journal SET at = at + 10000000 WHERE done = 0"); /* clearly later */
  run_lost (self);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE location = 'hall'"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_conflict WHERE winner = 'local'"), ==, 1);
  run_well (self, 0, 0);
  check_both (self, "two", "hall");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_conflict"), ==, 1);
}

/* The value that won is taken back before it was sent: what it was once seen as is no longer what Exchange has. */
static void
test_won_and_taken_back (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  rename_item (self->fake, "three");
  office (self, "UPDATE sync_journal SET at = at + 10000000 WHERE done = 0"); /* clearly later */
  self->fake->before_update = take_back_here;
  other_program = self->office;
  {
    g_autoptr (BpPassResult) result = run (self, 0);
    g_assert_no_error (result->error);
  }
  check_both (self, "one", "");
}

static void
move_series_back_here (void *data)
{
  change_show_as (data);
  g_assert_cmpint (
    sqlite3_exec (other_program,
                  "UPDATE appointment SET starts_at = '2026-12-01T09:00:00', ends_at = '2026-12-01T10:00:00';"
                  "UPDATE sync_journal SET at = at + 20000000 WHERE done = 0",
                  NULL, NULL, NULL),
    ==, SQLITE_OK);
}

/* The same of a series' time. */
static void
test_series_won_and_taken_back (Fixture *self, gconstpointer data)
{
  FakeItem *item;
  insert (self, "one");
  office (self, "UPDATE appointment SET recurrence = 'FREQ=WEEKLY;BYDAY=TU;COUNT=5'");
  run_well (self, 1, 0);
  item = self->fake->items->pdata[0];
  bp_item_set (item->item->item, BP_FIELD_STARTS_AT, "2026-12-01T12:00:00");
  bp_item_set (item->item->item, BP_FIELD_ENDS_AT, "2026-12-01T13:00:00");
  fake_touch (self->fake, item);
  office (self, "UPDATE appointment SET starts_at = '2026-12-01T10:00:00', ends_at = '2026-12-01T11:00:00';"
                "UPDATE sync_journal SET at = at + 10000000 WHERE done = 0"); /* clearly later */
  self->fake->before_update = move_series_back_here;
  other_program = self->office;
  {
    g_autoptr (BpPassResult) result = run (self, 0);
    g_assert_no_error (result->error);
  }
  g_assert_cmpstr (bp_item_get (item->item->item, BP_FIELD_STARTS_AT), ==, "2026-12-01T09:00:00");
  check_both (self, "one", "");
}

/* Created, the answer was lost, and meanwhile somebody changes an occurrence there: that is an edit, and not what was yet to be written. */
static void
test_occurrence_of_a_lost_create (Fixture *self, gconstpointer data)
{
  static const char *const ours = "2026-12-15T09:00:00", *const theirs = "2026-12-08T09:00:00";
  FakeItem *item;
  BpException *exception = bp_exception_new (theirs);
  insert (self, "one");
  office (
    self,
    "UPDATE appointment SET recurrence = 'FREQ=WEEKLY;BYDAY=TU;COUNT=5';"
    "INSERT INTO appointment_exception (appointment, original_start, cancelled) VALUES (1, '2026-12-15T09:00:00', 1)");
  run_lost (self);
  item = self->fake->items->pdata[0];
  /* Ours had not been written yet. */
  g_assert_nonnull (bp_item_find_exception (item->item->item, ours));
  bp_item_remove_exception (item->item->item, ours);
  exception->values[BP_FIELD_SUBJECT] = g_strdup ("theirs");
  bp_item_take_exception (item->item->item, exception);
  fake_touch (self->fake, item);
  run_well (self, 1, 1);
  g_assert_nonnull (bp_item_find_exception (item->item->item, ours));
  g_assert_nonnull (bp_item_find_exception (item->item->item, theirs));
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment_exception"), ==, 2);
  run_well (self, 0, 0);
}

/* Parked on its way out, what the other side changed has come in all the same (SYNC 15). */
static void
test_refused_after_merge (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  change_place (self->fake);
  self->fake->refuse_updates = TRUE;
  {
    g_autoptr (BpPassResult) result = run (self, 0);
    g_assert_no_error (result->error);
    g_assert_cmpuint (result->parked, ==, 1);
    g_assert_cmpuint (result->moved_in, ==, 1);
  }
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE location = 'hall'"), ==, 1);
  run_well (self, 0, 0);
  self->fake->refuse_updates = FALSE;
  office (self, "DELETE FROM sync_parked");
  run_well (self, 1, 0);
  check_both (self, "two", "hall");
}

/* SYNC 5, 11: an edit made here before the deletion here is an edit like any other, once a change there overrules the deletion. */
static void
test_edited_before_deletion (Fixture *self, gconstpointer data)
{
  static const gboolean lost[] = { FALSE, TRUE };
  insert (self, "one");
  run_well (self, 1, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lost); i++) {
    office (self, i ? "UPDATE appointment SET subject = 'three'" : "UPDATE appointment SET subject = 'two'");
    office (self, "DELETE FROM appointment");
    bp_item_set (((FakeItem *) self->fake->items->pdata[0])->item->item, BP_FIELD_LOCATION, i ? "attic" : "hall");
    fake_touch (self->fake, self->fake->items->pdata[0]);
    if (lost[i])
      run_lost (self);
    run_well (self, lost[i] ? 0 : 1, lost[i] ? 0 : 1);
    check_both (self, i ? "three" : "two", i ? "attic" : "hall");
    g_assert_cmpint (office_number (self, "SELECT id FROM appointment"), ==, 1);
  }
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_deleted"), ==, 0);
}

/* Not sent at all, restored here all the same: the next pass must not take it for deleted. */
static void
test_edited_before_deletion_refused (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, "UPDATE appointment SET subject = 'two'; DELETE FROM appointment");
  change_place (self->fake);
  self->fake->before_update = change_show_as;
  run_well (self, 1, 2);
  check_both (self, "two", "hall");
}

/* What comes back as it was last seen goes no way through the inbox; the change key that it has by now is the one to write with. */
static void
test_echo (Fixture *self, gconstpointer data)
{
  static const char inbox_rows[] = "SELECT coalesce (max (seq), 0) FROM sqlite_sequence WHERE name = 'sync_inbox'";
  g_autofree char *same_key = NULL;
  FakeItem *item;
  insert (self, "one");
  office (self, "UPDATE appointment SET info_text = 'told once'");
  run_well (self, 1, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_unlisted"), ==, 1);
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_unlisted"), ==, 0);
  item = self->fake->items->pdata[0];
  fake_touch (self->fake, item);
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, inbox_rows), ==, 0);
  same_key = g_strdup_printf ("SELECT count(*) FROM sync_link WHERE change_key = '%s'", item->item->change_key);
  g_assert_cmpint (office_number (self, same_key), ==, 1);
  office (self, "UPDATE appointment SET location = 'hall'");
  run_well (self, 1, 0);
  g_assert_cmpuint (self->fake->writes, ==, 2);
  run_well (self, 0, 0);
  rename_item (self->fake, "two");
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, inbox_rows), >, 0);
}

/* A task of a mailbox that was moved is known first, and then found to be that of a former link: as unlinked it is known no longer. */
static void
test_linked_after_it_was_known (Fixture *self, gconstpointer data)
{
  enter_in_step (self);
  office (
    self,
    "INSERT INTO sync_baseline (user, kind, item_id, match_key) SELECT user, kind, item_id, 'key' FROM sync_link");
  rename_item (self->fake, "two");
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_baseline"), ==, 0);
}

/* Found on both sides, and the answer to the first transfer was lost: what was found done is linked, too. */
static void
test_linked_after_a_lost_answer (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  self->fake->lose_answers = 1;
  {
    g_autoptr (BpPassResult) result = run (self, 0);
    g_assert_error (result->error, BP_ERROR, BP_ERROR_TEMPORARY);
  }
  office (self,
          "INSERT INTO sync_baseline (user, kind, item_id, match_key) VALUES (1, 'appointment', 'item-1', 'key')");
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_link WHERE item_id = 'item-1'"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_baseline"), ==, 0);
}

/* While something is parked, whatever the server reports is looked at: it may be what the parked one waits for. */
static void
test_echo_while_parked (Fixture *self, gconstpointer data)
{
  enter_in_step (self);
  office (self, "INSERT INTO sync_parked (kind, user, record, direction, code, reason, at)"
                " VALUES ('appointment', 1, 1, 'out', 'x', 'x', 1)");
  fake_touch (self->fake, self->fake->items->pdata[0]);
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_parked"), ==, 0);
}

/* Moved out of the calendar and back before anybody listed it: the server tells of what is new, not of what is gone. */
static void
test_moved_before_it_was_listed (Fixture *self, gconstpointer data)
{
  FakeItem *item;
  insert (self, "one");
  run_well (self, 1, 0);
  item = self->fake->items->pdata[0];
  item->changed = 0;
  fake_add (self->fake, item->item->item, item->item->uid, item->item->create_token);
  g_clear_pointer (&item->item, bp_remote_item_free);
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 1);
  rename_nth (self->fake, 1, "two");
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE id = 1 AND subject = 'two'"), ==, 1);
}

/* And deleted before it was listed: nothing is told at all. */
static void
test_deleted_before_it_was_listed (Fixture *self, gconstpointer data)
{
  FakeItem *item;
  insert (self, "one");
  run_well (self, 1, 0);
  item = self->fake->items->pdata[0];
  item->changed = 0;
  g_clear_pointer (&item->item, bp_remote_item_free);
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 0);
  run_well (self, 0, 0);
}

/* SYNC 2: once everything was listed, what nobody knows is new, whatever its stamp says: the server's clock may have been set right since,
 * and who moves an item into the calendar changes no stamp. */
static void
test_new_after_a_lost_token (Fixture *self, gconstpointer data)
{
  g_autoptr (BpItem) content = content_new ("one");
  FakeItem *item;
  insert (self, "two"); /* so that there is a token to be lost */
  run_well (self, 1, 0);
  run_well (self, 0, 0);
  item = fake_add (self->fake, content, NULL, NULL);
  item->item->modified_at = self->job->t0[BP_KIND_APPOINTMENT] - G_TIME_SPAN_HOUR;
  self->fake->forget_token = TRUE;
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'one'"), ==, 1);
  self->fake->forget_token = TRUE;
  run_well (self, 0, 0);
}

/* Read and not dealt with yet when the engine was killed; then it is deleted for good, and with the token the news of that is lost. */
static void
test_gone_before_it_was_dealt_with (Fixture *self, gconstpointer data)
{
  g_autoptr (BpItem) content = content_new ("one");
  g_autoptr (GError) error = NULL;
  FakeItem *item;
  insert (self, "two"); /* so that there is a token to be lost */
  run_well (self, 1, 0);
  item = fake_add (self->fake, content, NULL, NULL);
  g_assert_true (bp_pull (&self->tools, self->job, BP_KIND_APPOINTMENT, FAKE_FOLDER, &error));
  item->changed = 0;
  g_clear_pointer (&item->item, bp_remote_item_free);
  self->fake->forget_token = TRUE;
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 1);
}

/* What only the other side lacks is sent on linking although nobody edited it: also after it had not reached Exchange. */
static void
test_linked_and_cut_off (Fixture *self, gconstpointer data)
{
  g_autoptr (BpItem) content = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (content, BP_FIELD_SUBJECT, "one");
  bp_item_set (content, BP_FIELD_STARTS_AT, "2026-12-01T09:00:00");
  bp_item_set (content, BP_FIELD_ENDS_AT, "2026-12-01T10:00:00");
  bp_item_set (content, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  bp_item_set (content, BP_FIELD_SHOW_AS, "tentative");
  insert (self, "one");
  office (self, "UPDATE appointment SET location = 'hall'; UPDATE sync_journal SET done = 1");
  fake_add (self->fake, content, NULL, NULL);
  self->fake->before_update = change_show_as;
  run_well (self, 1, 2);
  g_assert_cmpuint (self->fake->items->len, ==, 1);
  check_both (self, "one", "hall");
}

static void
test_written_meanwhile (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  change_place (self->fake);
  self->fake->before_update = change_place_here;
  other_program = self->office;
  {
    g_autoptr (BpPassResult) result = run (self, 0);
    g_assert_no_error (result->error);
  }
  /* It was written over what had come in before: an edit of that, and no clash. */
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_conflict"), ==, 0);
  run_well (self, 1, 0);
  check_both (self, "two", "cellar");
}

/* SYNC 11: a full listing that lacks an item is no deletion; only when the server says so is it one. */
static void
test_absent (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  insert (self, "two");
  run_well (self, 2, 0);
  self->fake->forget_token = TRUE;
  self->fake->hidden = "item-1";
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 2);
  self->fake->hidden = NULL;
  run_well (self, 0, 0);
  g_assert_cmpuint (self->fake->items->len, ==, 2);
}

/* SYNC 8: carried out, but the answer was lost. */
static void
test_lost_answers (Fixture *self, gconstpointer data)
{
  static const char *const steps[] = { NULL, "UPDATE appointment SET subject = 'two'", "DELETE FROM appointment" };
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (BpPassResult) result = NULL;
    guint writes;
    if (steps[i])
      office (self, steps[i]);
    else
      insert (self, "one");
    self->fake->lose_answers = 1;
    result = run (self, 0);
    g_assert_error (result->error, BP_ERROR, BP_ERROR_TEMPORARY);
    writes = self->fake->writes;
    run_well (self, 0, 0);
    run_well (self, 0, 0);
    g_assert_cmpuint (self->fake->writes, ==, writes);
    g_assert_cmpuint (self->fake->items->len, ==, 1);
  }
  g_assert_null (fake_find (self->fake, "item-1"));
}

/* SYNC 6, 8: the write that büro+ won was carried out, but the answer was lost: the loser is kept all the same, and once. */
static void
test_lost_clash (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  rename_item (self->fake, "there");
  office (self, "UPDATE appointment SET subject = 'here'");
  office (self, "UPDATE sync_journal SET at = at + 10000000 WHERE done = 0"); /* clearly later */
  self->fake->lose_answers = 1;
  {
    g_autoptr (BpPassResult) result = run (self, 0);
    g_assert_error (result->error, BP_ERROR, BP_ERROR_TEMPORARY);
  }
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_conflict"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_conflict WHERE winner = 'local'"
                                        " AND remote_value LIKE '%there%'"),
                   ==, 1);
  run_well (self, 0, 0);
}

/* SYNC 8: created, the answer lost, and renamed by the user before anybody looked: only the token tells that it is ours. */
static void
test_lost_create (Fixture *self, gconstpointer data)
{
  self->fake->own_uids = TRUE;
  insert (self, "one");
  self->fake->lose_answers = 1;
  {
    g_autoptr (BpPassResult) result = run (self, 0);
    g_assert_error (result->error, BP_ERROR, BP_ERROR_TEMPORARY);
  }
  rename_item (self->fake, "renamed there");
  run_well (self, 0, 1);
  g_assert_cmpuint (self->fake->items->len, ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT subject = 'renamed there' FROM appointment"), ==, 1);
  run_well (self, 0, 0);
}

/* SYNC 15: of three new items one cannot be read, ever. */
static void
test_poisoned_read (Fixture *self, gconstpointer data)
{
  g_autoptr (BpItem) content = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (content, BP_FIELD_STARTS_AT, "2026-12-01T09:00:00");
  bp_item_set (content, BP_FIELD_ENDS_AT, "2026-12-01T10:00:00");
  bp_item_set (content, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  for (guint i = 0; i < 3; i++)
    fake_add (self->fake, content, NULL, NULL);
  self->fake->poison_read = "item-2";
  for (guint failures = 0; failures < 2; failures++) {
    g_autoptr (BpPassResult) result = run (self, failures);
    g_assert_error (result->error, BP_ERROR, BP_ERROR_TEMPORARY);
  }
  {
    g_autoptr (BpPassResult) result = run (self, 2);
    g_assert_no_error (result->error);
    g_assert_cmpuint (result->moved_in, ==, 2);
    g_assert_cmpuint (result->parked, ==, 1);
  }
  run_well (self, 0, 0);
  /* Mended and changed: it comes in after all. */
  self->fake->poison_read = NULL;
  fake_touch (self->fake, self->fake->items->pdata[1]);
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_parked"), ==, 0);
}

/* The same on the way out: the one is parked, the others go. */
static void
test_poisoned_write (Fixture *self, gconstpointer data)
{
  insert (self, "good");
  insert (self, "bad");
  insert (self, "fine");
  self->fake->poison_subject = "bad";
  for (guint failures = 0; failures < 2; failures++) {
    g_autoptr (BpPassResult) result = run (self, failures);
    g_assert_error (result->error, BP_ERROR, BP_ERROR_TEMPORARY);
  }
  {
    g_autoptr (BpPassResult) result = run (self, 2);
    g_assert_no_error (result->error);
    g_assert_cmpuint (result->moved_out, ==, 2);
    g_assert_cmpuint (result->parked, ==, 1);
  }
  g_assert_cmpuint (self->fake->writes, ==, 2);
  run_well (self, 0, 0);
  self->fake->poison_subject = NULL;
  office (self, "UPDATE appointment SET subject = 'mended' WHERE subject = 'bad'");
  run_well (self, 1, 0);
  g_assert_cmpuint (self->fake->items->len, ==, 3);
}

/* "old" stands on both sides alike, from before the sync. */
static const FakeItem *
add_twins (Fixture *self)
{
  g_autoptr (BpItem) content = bp_item_new (BP_KIND_APPOINTMENT);
  const FakeItem *item;
  bp_item_set (content, BP_FIELD_SUBJECT, "old");
  bp_item_set (content, BP_FIELD_STARTS_AT, "2026-12-01T09:00:00");
  bp_item_set (content, BP_FIELD_ENDS_AT, "2026-12-01T10:00:00");
  bp_item_set (content, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  item = fake_add (self->fake, content, NULL, NULL);
  insert (self, "old");
  office (self, "UPDATE sync_journal SET done = 1; DELETE FROM sync_state;");
  self->job->t0[BP_KIND_APPOINTMENT] = g_get_real_time () + 2 * G_USEC_PER_SEC;
  run_well (self, 0, 0);
  return item;
}

#define MOVE_OLD                                                                                                       \
  "UPDATE appointment SET starts_at = '2026-12-02T09:00:00', ends_at = '2026-12-02T10:00:00' WHERE subject = 'old'"
#define AFTER_T0 "UPDATE sync_journal SET at = at + 3000000 WHERE done = 0"

/* SYNC 10: alike on both sides from before the sync, then moved here: the counterpart is found by what it was. */
static void
test_old_twins (Fixture *self, gconstpointer data)
{
  const FakeItem *item = add_twins (self);
  office (self, MOVE_OLD ";" AFTER_T0);
  run_well (self, 1, 0);
  g_assert_cmpuint (self->fake->items->len, ==, 1);
  g_assert_cmpstr (bp_item_get (item->item->item, BP_FIELD_STARTS_AT), ==, "2026-12-02T09:00:00");
  run_well (self, 0, 0);
}

/* A text is never read back: that it stands in the shadow does not keep the item from being deleted. */
static void
test_deleted_with_text (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  office (self, "UPDATE appointment SET info_text = 'a text'");
  run_well (self, 1, 0);
  office (self, "DELETE FROM appointment");
  run_well (self, 1, 0);
  g_assert_null (fake_find (self->fake, ((FakeItem *) self->fake->items->pdata[0])->id));
  run_well (self, 0, 0);
}

/* SYNC 7: another program writes the very value that is about to be replaced, after the plan was made with the one before. */
static void
test_written_before_settling (Fixture *self, gconstpointer data)
{
  FakeItem *item;
  add_twins (self);
  insert (self, "one");
  office (self, AFTER_T0);
  run_well (self, 1, 0);
  item = self->fake->items->pdata[1];
  office (self, "UPDATE appointment SET subject = 'two' WHERE subject = 'one';" MOVE_OLD ";" AFTER_T0);
  bp_item_set (item->item->item, BP_FIELD_LOCATION, "hall");
  fake_touch (self->fake, item);
  /* The twin must be read before it is planned for; by then "two" has been collected. */
  self->fake->read_hook_id = "item-1";
  self->fake->before_read = change_two_here;
  other_program = self->office;
  {
    g_autoptr (BpPassResult) result = run (self, 0);
    g_assert_no_error (result->error);
  }
  /* Which of the two wins is the clocks' affair; neither is lost. */
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_conflict WHERE local_value LIKE '%cellar%'"
                                        " AND remote_value LIKE '%hall%'"),
                   ==, 1);
  run_well (self, 0, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pass/absent", test_absent);
  ADD ("/pass/both-ways", test_both_ways);
  ADD ("/pass/changed-meanwhile", test_changed_meanwhile);
  ADD ("/pass/edited-before-deletion", test_edited_before_deletion);
  ADD ("/pass/edited-before-deletion, refused", test_edited_before_deletion_refused);
  ADD ("/pass/moved before it was listed", test_moved_before_it_was_listed);
  ADD ("/pass/echo", test_echo);
  ADD ("/pass/echo while parked", test_echo_while_parked);
  ADD ("/pass/linked after it was known", test_linked_after_it_was_known);
  ADD ("/pass/linked after a lost answer", test_linked_after_a_lost_answer);
  ADD ("/pass/deleted before it was listed", test_deleted_before_it_was_listed);
  ADD ("/pass/new after a lost token", test_new_after_a_lost_token);
  ADD ("/pass/gone before it was dealt with", test_gone_before_it_was_dealt_with);
  ADD ("/pass/linked and cut off", test_linked_and_cut_off);
  ADD ("/pass/local-first", test_local_first);
  ADD ("/pass/won and taken back", test_won_and_taken_back);
  ADD ("/pass/series won and taken back", test_series_won_and_taken_back);
  ADD ("/pass/occurrence of a lost create", test_occurrence_of_a_lost_create);
  ADD ("/pass/refused-after-merge", test_refused_after_merge);
  ADD ("/pass/lost-answers", test_lost_answers);
  ADD ("/pass/lost-clash", test_lost_clash);
  ADD ("/pass/lost-create", test_lost_create);
  ADD ("/pass/old-twins", test_old_twins);
  ADD ("/pass/poisoned-read", test_poisoned_read);
  ADD ("/pass/poisoned-write", test_poisoned_write);
  ADD ("/pass/written-before-settling", test_written_before_settling);
  ADD ("/pass/written-meanwhile", test_written_meanwhile);
  ADD ("/pass/deleted-with-text", test_deleted_with_text);
  return g_test_run ();
}
