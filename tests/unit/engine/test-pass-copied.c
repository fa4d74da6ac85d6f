/* SPDX-License-Identifier: MIT */
#include "pass-fixture.h"

/* SYNC 8, 10: what the user copies in Outlook carries our token and the UID of the item that it was copied from. */

/* The user copies our item, token and all, and changes the copy, which the server names first. */
static void
copy_and_change (Fake *fake, gint64 created_at)
{
  const FakeItem *ours = fake->items->pdata[0];
  FakeItem *copy = fake_add (fake, ours->item->item, ours->item->uid, ours->item->create_token);
  copy->item->created_at = created_at;
  bp_item_set (copy->item->item, BP_FIELD_LOCATION, "hall");
  g_ptr_array_steal_index (fake->items, fake->items->len - 1);
  g_ptr_array_insert (fake->items, 0, copy);
}

static void
check_linked_to (Fixture *self, const char *item_id)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT count(*) FROM sync_link WHERE record = 1 AND item_id = '%s'", item_id);
  g_assert_cmpint (office_number (self, sql), ==, 1);
}

/* Copied, and edited here at once: the original is read to tell that it still is there, and that reading is older than what is sent. */
static void
test_copied_and_edited (Fixture *self, gconstpointer data)
{
  enter_in_step (self);
  copy_and_change (self->fake, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  run_well (self, 1, 1);
  check_linked_to (self, "item-1");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE id = 1 AND subject = 'two'"), ==, 1);
  run_well (self, 0, 0);
}

/* … and edited there, too, before it was copied: that it is there is known, and what is sent is not taken back by an older reading. */
static void
test_copied_and_edited_there (Fixture *self, gconstpointer data)
{
  FakeItem *item, *copy;
  enter_in_step (self);
  change_place (self->fake);
  item = self->fake->items->pdata[0];
  copy = fake_add (self->fake, item->item->item, item->item->uid, item->item->create_token);
  bp_item_set (copy->item->item, BP_FIELD_LOCATION, "yard");
  office (self, "UPDATE appointment SET subject = 'two'");
  run_well (self, 1, 2);
  g_assert_cmpint (
    office_number (self, "SELECT count(*) FROM appointment WHERE id = 1 AND subject = 'two' AND location = 'hall'"), ==,
    1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'one' AND location = 'yard'"),
                   ==, 1);
  run_well (self, 0, 0);
}

/* The answer was lost, and there are two of the same second: the one with the content that was sent is ours. */
static void
test_copied_at_once (Fixture *self, gconstpointer data)
{
  const gint64 created_at = GPOINTER_TO_INT (data);
  insert (self, "one");
  run_lost (self);
  ((FakeItem *) self->fake->items->pdata[0])->item->created_at = created_at;
  copy_and_change (self->fake, created_at);
  run_well (self, 0, 1);
  check_linked_to (self, "item-1");
  g_assert_cmpint (office_number (self, "SELECT coalesce (location, '') = '' FROM appointment WHERE id = 1"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE location = 'hall'"), ==, 1);
  run_well (self, 0, 0);
}

/* One that was created earlier is ours, whatever became of it: the other, which looks like it, is the copy. */
static void
test_changed_and_copied (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_lost (self);
  copy_and_change (self->fake, 2);
  {
    FakeItem *first = self->fake->items->pdata[0], *second = self->fake->items->pdata[1];
    first->item->created_at = 1;
    second->item->created_at = 2;
  }
  run_well (self, 0, 2);
  check_linked_to (self, "item-2");
  run_well (self, 0, 0);
}

/* Both were changed since: then none is nearer to what was sent, and the server's order decides. */
static void
test_both_changed (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_lost (self);
  copy_and_change (self->fake, 0);
  rename_nth (self->fake, 1, "two");
  run_well (self, 0, 2);
  check_linked_to (self, "item-2");
  run_well (self, 0, 0);
}

/* A series that was cut off before its exceptions were written is ours, too. */
static void
test_copied_in_part (Fixture *self, gconstpointer data)
{
  static const char key[] = "2026-12-15T09:00:00";
  insert (self, "one");
  office (self, "UPDATE appointment SET recurrence = 'FREQ=WEEKLY;BYDAY=TU;COUNT=5';"
                "INSERT INTO appointment_exception (appointment, original_start, cancelled) VALUES"
                " (1, '2026-12-15T09:00:00', 1)");
  run_lost (self);
  bp_item_remove_exception (((FakeItem *) self->fake->items->pdata[0])->item->item, key);
  copy_and_change (self->fake, 0);
  run_well (self, 1, 1);
  check_linked_to (self, "item-1");
  g_assert_nonnull (bp_item_find_exception (fake_find (self->fake, "item-1")->item->item, key));
  run_well (self, 0, 0);
}

/* Outlook puts another item into the place of the first, which is gone: an accepted invitation, a move and back. */
static void
put_in_its_place (Fixture *self, const BpRemoteItem *first)
{
  FakeItem *item = self->fake->items->pdata[0];
  fake_add (self->fake, first->item, first->uid, first->create_token);
  if (item->item)
    fake_lose (self->fake, item);
}

static void
add_changed_copy (Fixture *self, const BpRemoteItem *first)
{
  FakeItem *copy = fake_add (self->fake, first->item, first->uid, first->create_token);
  bp_item_set (copy->item->item, BP_FIELD_LOCATION, "hall");
}

/* SYNC 11: of two that could have taken its place, the one that is as it was is the same appointment; in whatever order they come. */
static void
test_copied_and_accepted (Fixture *self, gconstpointer accepted_first)
{
  g_autoptr (BpRemoteItem) first = NULL;
  enter_in_step (self);
  first = fake_copy (((FakeItem *) self->fake->items->pdata[0])->item);
  if (accepted_first)
    put_in_its_place (self, first);
  add_changed_copy (self, first);
  if (!accepted_first)
    put_in_its_place (self, first);
  run_well (self, 0, 1);
  check_linked_to (self, accepted_first ? "item-2" : "item-3");
  g_assert_cmpint (office_number (self, "SELECT coalesce (location, '') = '' FROM appointment WHERE id = 1"), ==, 1);
  run_well (self, 0, 0);
}

/* Gone for a while, and then there are two: one is the former record, restored, the other one more. */
static void
test_two_come_back (Fixture *self, gconstpointer data)
{
  g_autoptr (BpRemoteItem) first = NULL;
  FakeItem *item;
  enter_in_step (self);
  item = self->fake->items->pdata[0];
  first = fake_copy (item->item);
  fake_lose (self->fake, item);
  run_well (self, 0, 1);
  add_changed_copy (self, first);
  put_in_its_place (self, first);
  run_well (self, 0, 2);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_parked"), ==, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 2);
  check_linked_to (self, "item-3");
  run_well (self, 0, 0);
}

/* Two that are there go by one UID, for one is a copy; one of them is deleted and the other copied again: nothing takes the deleted one's place. */
static void
test_copied_again (Fixture *self, gconstpointer data)
{
  g_autoptr (BpRemoteItem) first = NULL;
  FakeItem *copy;
  enter_in_step (self);
  first = fake_copy (((FakeItem *) self->fake->items->pdata[0])->item);
  add_changed_copy (self, first);
  run_well (self, 0, 1);
  office (self, "UPDATE appointment SET subject = 'two' WHERE location = 'hall'");
  fake_add (self->fake, first->item, first->uid, first->create_token);
  rename_nth (self->fake, 2, "three");
  copy = self->fake->items->pdata[1];
  fake_lose (self->fake, copy);
  run_well (self, 1, 1);
  g_assert_cmpint (
    office_number (self, "SELECT count(DISTINCT subject) FROM appointment WHERE subject IN ('one', 'two', 'three')"),
    ==, 3);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'two' AND location = 'hall'"),
                   ==, 1);
  run_well (self, 0, 0);
}

/* The copy was seen, and left alone, while its original was there: it has not taken the place of that, whatever happens to both. */
static void
test_copied_without_import (Fixture *self, gconstpointer data)
{
  g_autoptr (BpRemoteItem) first = NULL;
  FakeItem *item;
  enter_in_step (self);
  item = self->fake->items->pdata[0];
  first = fake_copy (item->item);
  bp_settings_set (self->settings, BP_SETTING_IMPORT, "0");
  add_changed_copy (self, first);
  run_well (self, 0, 0);
  bp_settings_set (self->settings, BP_SETTING_IMPORT, "1");
  rename_nth (self->fake, 1, "copy");
  fake_lose (self->fake, item);
  office (self, "UPDATE appointment SET subject = 'two'");
  run_well (self, 1, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE id = 1 AND subject = 'two'"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'copy'"), ==, 1);
  run_well (self, 0, 0);
}

static void
accept_first (void *data)
{
  Fixture self = { .fake = data };
  g_autoptr (BpRemoteItem) first = fake_copy (((FakeItem *) self.fake->items->pdata[0])->item);
  put_in_its_place (&self, first);
}

/* SYNC 3, 11: accepted after the changes were listed, which is told by the item's being gone when it is written to or read. What was edited
 * here, however little it weighs, is not lost with it: who has taken its place is asked for first. */
static void
test_accepted_meanwhile (Fixture *self, gconstpointer when_read)
{
  const FakeItem *accepted;
  enter_in_step (self);
  office (self, "UPDATE appointment SET show_as = 'tentative'");
  if (when_read) {
    change_place (self->fake);
    self->fake->read_hook_id = "item-1";
    self->fake->before_read = accept_first;
  } else {
    self->fake->before_update = accept_first;
  }
  run_well (self, 1, when_read ? 1 : 0);
  check_linked_to (self, "item-2");
  accepted = fake_find (self->fake, "item-2");
  g_assert_cmpstr (bp_item_get (accepted->item->item, BP_FIELD_SHOW_AS), ==, "tentative");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE id = 1 AND show_as = 'tentative'"), ==,
                   1);
  run_well (self, 0, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pass/copied and edited", test_copied_and_edited);
  ADD ("/pass/copied and edited on both sides", test_copied_and_edited_there);
  ADD_WITH ("/pass/copied in the same second", test_copied_at_once, GINT_TO_POINTER (1));
  ADD_WITH ("/pass/copied, no time known", test_copied_at_once, GINT_TO_POINTER (0));
  ADD ("/pass/changed and copied", test_changed_and_copied);
  ADD ("/pass/copied and both changed", test_both_changed);
  ADD ("/pass/copied when it was cut off", test_copied_in_part);
  ADD ("/pass/copied and accepted", test_copied_and_accepted);
  ADD_WITH ("/pass/accepted and copied", test_copied_and_accepted, "accepted first");
  ADD ("/pass/two come back", test_two_come_back);
  ADD ("/pass/accepted before it was written to", test_accepted_meanwhile);
  ADD_WITH ("/pass/accepted before it was read", test_accepted_meanwhile, "when read");
  ADD ("/pass/copied again", test_copied_again);
  ADD ("/pass/copied without import", test_copied_without_import);
  return g_test_run ();
}
