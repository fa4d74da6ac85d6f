/* SPDX-License-Identifier: MIT */
#include "pass-fixture.h"

/* SYNC 10: deleted and entered again under the same UID, which is how some programs edit. */

#define ENTER_AGAIN                                                                                                    \
  "CREATE TEMP TABLE again AS SELECT * FROM appointment; DELETE FROM appointment;"                                     \
  "INSERT INTO appointment (company, user, uid, subject, starts_at, ends_at)"                                          \
  " SELECT company, user, uid, 'two', starts_at, ends_at FROM again; DROP TABLE again;"

/* SYNC 10: deleted and entered again under the same UID it is the same appointment, even if both sides change it at once. */
static void
test_replaced (Fixture *self, gconstpointer data)
{
  const FakeItem *item;
  insert (self, "one");
  run_well (self, 1, 0);
  item = self->fake->items->pdata[0];
  office (self, ENTER_AGAIN);
  bp_item_set (item->item->item, BP_FIELD_LOCATION, "hall");
  fake_touch (self->fake, (FakeItem *) item);
  run_well (self, 1, 1);
  g_assert_cmpuint (self->fake->items->len, ==, 1);
  g_assert_cmpstr (bp_item_get (item->item->item, BP_FIELD_SUBJECT), ==, "two");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'two' AND location = 'hall'"),
                   ==, 1);
  run_well (self, 0, 0);
}

/* What is kept of a clash goes over to whoever takes the record's place. */
static void
test_replaced_after_a_clash (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, "UPDATE appointment SET subject = 'here'");
  rename_item (self->fake, "there");
  run_well (self, 0, 1);
  office (self, ENTER_AGAIN);
  run_well (self, 1, 0);
  g_assert_cmpint (
    office_number (self, "SELECT count(*) FROM sync_conflict WHERE record IN (SELECT id FROM appointment)"), ==, 1);
  check_both (self, "two", "");
}

/* … and deleted again before anybody saw it: what was edited in between is not lost when the deletion does not hold. */
static void
test_replaced_and_deleted (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, ENTER_AGAIN ENTER_AGAIN "UPDATE appointment SET info_text = 'a text'; DELETE FROM appointment");
  change_place (self->fake);
  run_well (self, 1, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE info_text = 'a text'"), ==, 1);
  check_both (self, "two", "hall");
  g_assert_cmpuint (self->fake->items->len, ==, 1);
}

/* SYNC 8, 10: entered again while it is not known yet whether the first one was created in Exchange. */
static void
test_replaced_while_open (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  self->tools.request_timeout_ms = 60000;
  self->fake->withhold = TRUE;
  run_lost (self);
  office (self, ENTER_AGAIN);
  run_well (self, 0, 0); /* it may still be on its way */
  g_assert_cmpuint (self->fake->items->len, ==, 1);
  self->fake->withhold = FALSE;
  run_well (self, 1, 0);
  g_assert_cmpuint (self->fake->items->len, ==, 1);
  check_both (self, "two", "");
}

/* As other programs edit: a row of the same UID and content takes the record's place. */
#define REPLACE_SAME                                                                                                   \
  "REPLACE INTO appointment (company, user, uid, subject, starts_at, ends_at, time_zone)"                              \
  " SELECT company, user, uid, subject, starts_at, ends_at, time_zone FROM appointment;"

/* Deletes the first item; the caller's, to be moved back. */
static BpRemoteItem *
take_away (Fixture *self)
{
  FakeItem *item = self->fake->items->pdata[0];
  BpRemoteItem *taken = fake_copy (item->item);
  fake_lose (self->fake, item);
  return taken;
}

/* A moved item has a new id, and the rest as it was. */
static void
move_back (Fixture *self, const BpRemoteItem *taken)
{
  fake_add (self->fake, taken->item, taken->uid, taken->create_token);
}

/* The item is deleted while the import is closed: the record stays, with a link that has lost its item. */
static BpRemoteItem *
lose_item (Fixture *self)
{
  BpRemoteItem *taken;
  enter_in_step (self);
  bp_settings_set (self->settings, BP_SETTING_IMPORT, "0");
  taken = take_away (self);
  run_well (self, 0, 0);
  bp_settings_set (self->settings, BP_SETTING_IMPORT, "1");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 1);
  return taken;
}

/* SYNC 11: only a changed unit creates the item anew, and the same entered again is none. */
static void
test_replaced_without_item (Fixture *self, gconstpointer data)
{
  g_autoptr (BpRemoteItem) taken = lose_item (self);
  office (self, REPLACE_SAME);
  run_well (self, 0, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  run_well (self, 1, 0);
  g_assert_cmpuint (self->fake->items->len, ==, 2);
  run_well (self, 0, 0);
}

/* The item that is moved back finds whoever has taken the record's place. */
static void
test_replaced_and_moved_back (Fixture *self, gconstpointer seen)
{
  g_autoptr (BpRemoteItem) taken = lose_item (self);
  office (self, REPLACE_SAME);
  if (seen)
    run_well (self, 0, 0);
  move_back (self, taken);
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_parked"), ==, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 1);
  office (self, "UPDATE appointment SET subject = 'two'");
  run_well (self, 1, 0);
  g_assert_cmpstr (bp_item_get (((FakeItem *) self->fake->items->pdata[1])->item->item, BP_FIELD_SUBJECT), ==, "two");
  run_well (self, 0, 0);
}

/* Deleted in Exchange and so here, entered again here under its UID, which makes an item of its own; then the first is moved back. Its
 * record cannot be restored any more, for the UID is taken: one more appointment on both sides. */
static void
test_entered_and_moved_back (Fixture *self, gconstpointer data)
{
  g_autoptr (BpRemoteItem) taken = NULL;
  enter_in_step (self);
  office (self, "CREATE TEMP TABLE again AS SELECT * FROM appointment;");
  taken = take_away (self);
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 0);
  office (self, "INSERT INTO appointment (company, user, uid, subject, starts_at, ends_at)"
                " SELECT company, user, uid, 'two', starts_at, ends_at FROM again;");
  run_well (self, 1, 0);
  move_back (self, taken);
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_parked"), ==, 0);
  g_assert_cmpint (office_number (self, "SELECT count(DISTINCT uid) FROM appointment"), ==, 2);
  run_well (self, 0, 0);
}

/* SYNC 4, 11: what is moved back brings the record back as it was, with what was changed in Exchange since: what had stayed here stays here. */
static void
test_moved_back_with_what_stayed (Fixture *self, gconstpointer data)
{
  g_autoptr (BpRemoteItem) taken = NULL;
  enter_in_step (self);
  bp_settings_set (self->settings, BP_SETTING_EXPORT, "0");
  office (self, "UPDATE appointment SET subject = 'here', location = 'room'");
  run_well (self, 0, 0);
  taken = take_away (self);
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 0);
  bp_item_set (taken->item, BP_FIELD_LOCATION, "hall");
  move_back (self, taken);
  run_well (self, 0, 1);
  g_assert_cmpint (
    office_number (self, "SELECT count(*) FROM appointment WHERE id = 1 AND subject = 'here' AND location = 'hall'"),
    ==, 1);
  run_well (self, 0, 0);
}

static void
check_sent_after_all (Fixture *self, const BpRemoteItem *taken)
{
  move_back (self, taken);
  run_well (self, 1, 1);
  g_assert_cmpstr (bp_item_get (fake_find (self->fake, "item-2")->item->item, BP_FIELD_SHOW_AS), ==, "tentative");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE id = 1 AND show_as = 'tentative'"), ==,
                   1);
  run_well (self, 0, 0);
}

/* An edit of little weight does not keep what was deleted in Exchange; once that is back, the edit goes out. */
static void
test_moved_back_with_what_was_not_sent (Fixture *self, gconstpointer deleted_here)
{
  g_autoptr (BpRemoteItem) taken = NULL;
  enter_in_step (self);
  office (self, "UPDATE appointment SET show_as = 'tentative'");
  if (deleted_here)
    office (self, "DELETE FROM appointment");
  taken = take_away (self);
  run_well (self, 0, deleted_here ? 0 : 1);
  check_sent_after_all (self, taken);
}

/* And the same the other way round: it does not keep what was deleted here. */
static void
test_moved_back_with_what_was_not_taken (Fixture *self, gconstpointer import_closed)
{
  g_autoptr (BpRemoteItem) taken = NULL;
  FakeItem *item;
  enter_in_step (self);
  item = self->fake->items->pdata[0];
  bp_item_set (item->item->item, BP_FIELD_SHOW_AS, "tentative");
  fake_touch (self->fake, item);
  office (self, "DELETE FROM appointment");
  taken = fake_copy (item->item);
  if (import_closed)
    bp_settings_set (self->settings, BP_SETTING_IMPORT, "0");
  run_well (self, 1, 0);
  bp_settings_set (self->settings, BP_SETTING_IMPORT, "1");
  g_assert_null (fake_find (self->fake, "item-1"));
  move_back (self, taken);
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, import_closed
                                          ? "SELECT count(*) FROM appointment WHERE id = 1 AND show_as = 'busy'"
                                          : "SELECT count(*) FROM appointment WHERE id = 1 AND show_as = 'tentative'"),
                   ==, 1);
  run_well (self, 0, 0);
}

/* What was edited while it was off lies outside, also if that is seen only when the item is gone. */
static void
test_moved_back_with_what_was_off (Fixture *self, gconstpointer deleted_here)
{
  g_autoptr (BpRemoteItem) taken = NULL;
  enter_in_step (self);
  office (
    self,
    "UPDATE appointment SET show_as = 'tentative';"
    "INSERT INTO sync_off_period (source, direction, begins, ends) SELECT 'direction', 'out', max(at) - 1, max(at) + 1"
    " FROM sync_journal");
  if (deleted_here)
    office (self, "DELETE FROM appointment");
  taken = take_away (self);
  run_well (self, 0, deleted_here ? 0 : 1);
  move_back (self, taken);
  run_well (self, 0, 1);
  g_assert_cmpstr (bp_item_get (fake_find (self->fake, "item-2")->item->item, BP_FIELD_SHOW_AS), ==, "busy");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE id = 1 AND show_as = 'tentative'"), ==,
                   1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_link WHERE reason_out = 'while-off'"), ==, 1);
  run_well (self, 0, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pass/replaced", test_replaced);
  ADD ("/pass/replaced after a clash", test_replaced_after_a_clash);
  ADD ("/pass/replaced and deleted", test_replaced_and_deleted);
  ADD ("/pass/replaced while open", test_replaced_while_open);
  ADD ("/pass/replaced without item", test_replaced_without_item);
  ADD ("/pass/replaced and moved back", test_replaced_and_moved_back);
  ADD_WITH ("/pass/replaced, seen, and moved back", test_replaced_and_moved_back, "seen");
  ADD ("/pass/entered and moved back", test_entered_and_moved_back);
  ADD ("/pass/moved back with what stayed here", test_moved_back_with_what_stayed);
  ADD ("/pass/moved back with what was not sent", test_moved_back_with_what_was_not_sent);
  ADD_WITH ("/pass/moved back, deleted here, with what was not sent", test_moved_back_with_what_was_not_sent,
            "deleted here");
  ADD ("/pass/moved back with what was not taken over", test_moved_back_with_what_was_not_taken);
  ADD_WITH ("/pass/moved back with what was not to be taken over", test_moved_back_with_what_was_not_taken,
            "import closed");
  ADD ("/pass/moved back with what was off", test_moved_back_with_what_was_off);
  ADD_WITH ("/pass/moved back, deleted here, with what was off", test_moved_back_with_what_was_off, "deleted here");
  return g_test_run ();
}
