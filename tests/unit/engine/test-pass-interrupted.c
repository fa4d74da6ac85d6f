/* SPDX-License-Identifier: MIT */
#include "pass-fixture.h"

/* SYNC 8: an update whose answer was lost, and both sides go on before it is looked for. What it brought is recognised by its units, and no edit
 * of Outlook's: what is edited here meanwhile goes out. */

static const FakeItem *
last_item (const Fixture *self)
{
  return self->fake->items->pdata[self->fake->items->len - 1];
}

static void
check_subject (Fixture *self, const char *subject)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM appointment WHERE subject = '%s'", subject);
  g_assert_cmpint (office_number (self, sql), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 1);
  g_assert_cmpstr (bp_item_get (last_item (self)->item->item, BP_FIELD_SUBJECT), ==, subject);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_conflict WHERE unit = 'subject'"), ==, 0);
  run_well (self, 0, 0);
}

/* An accepted invitation, a move and back: another item has taken the place of the one that was written. */
static void
test_in_a_successor (Fixture *self, gconstpointer edited)
{
  g_autoptr (BpRemoteItem) taken = NULL;
  FakeItem *item;
  enter_in_step (self);
  office (self, "UPDATE appointment SET subject = 'two'");
  run_lost (self);
  if (edited)
    office (self, "UPDATE appointment SET subject = 'three'");
  item = self->fake->items->pdata[0];
  taken = fake_copy (item->item);
  fake_lose (self->fake, item);
  fake_add (self->fake, taken->item, taken->uid, taken->create_token);
  run_well (self, edited ? 1 : 0, 0);
  check_subject (self, edited ? "three" : "two");
}

/* It had not arrived, and then its item was replaced: it goes to the new one. */
static void
test_not_in_a_successor (Fixture *self, gconstpointer data)
{
  g_autoptr (BpRemoteItem) taken = NULL;
  FakeItem *item;
  enter_in_step (self);
  item = self->fake->items->pdata[0];
  taken = fake_copy (item->item);
  office (self, "UPDATE appointment SET subject = 'two'");
  run_lost (self);
  fake_lose (self->fake, item);
  fake_add (self->fake, taken->item, taken->uid, taken->create_token);
  run_well (self, 1, 0);
  check_subject (self, "two");
}

/* Nothing has taken its place: an edit beats the deletion. */
static void
test_deleted (Fixture *self, gconstpointer data)
{
  enter_in_step (self);
  office (self, "UPDATE appointment SET subject = 'two'");
  run_lost (self);
  fake_lose (self->fake, self->fake->items->pdata[0]);
  run_well (self, 1, 0);
  check_subject (self, "two");
}

/* Another unit of it was edited in Outlook since: that is the only one on which the two differ. */
static void
test_edited_there (Fixture *self, gconstpointer data)
{
  FakeItem *item;
  enter_in_step (self);
  office (self, "UPDATE appointment SET subject = 'two', location = 'hall'");
  run_lost (self);
  item = self->fake->items->pdata[0];
  bp_item_set (item->item->item, BP_FIELD_LOCATION, "yard");
  fake_touch (self->fake, item);
  office (self, "UPDATE appointment SET subject = 'three'");
  run_well (self, 1, 1);
  check_subject (self, "three");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE location = 'yard'"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/interrupted/in-a-successor", test_in_a_successor);
  ADD_WITH ("/interrupted/in-a-successor-and-edited", test_in_a_successor, "edited");
  ADD ("/interrupted/not-in-a-successor", test_not_in_a_successor);
  ADD ("/interrupted/deleted", test_deleted);
  ADD ("/interrupted/edited-there", test_edited_there);
  return g_test_run ();
}
